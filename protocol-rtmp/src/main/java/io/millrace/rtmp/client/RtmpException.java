package io.millrace.rtmp.client;

import java.io.IOException;

/** Why a publication or playback did not come to be, or ended. Its texts hold no secrets. */
public final class RtmpException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String code;
    private final String description;

    /** What went wrong. */
    public enum Kind {
        /** No connection, or none with TLS that is trusted. */
        CONNECT,
        /** {@code connect} was refused. */
        REFUSED,
        /** The server wants credentials, or other ones. */
        UNAUTHENTICATED,
        /** No message stream, or publish or play was refused, or ended with an error. */
        STREAM,
        /** The server breaks RTMP, or a limit of it. */
        PROTOCOL,
        /** No go-ahead, or nothing to play, for too long. */
        TIMEOUT,
        /** The server takes nothing of what is published. */
        STALLED,
        /** The connection ended. */
        CUT_OFF,
        /** What takes the media failed. */
        SINK
    }

    RtmpException(Kind kind, String where, String what) {
        this(kind, where, "", what);
    }

    RtmpException(Kind kind, String where, String code, String description) {
        super(where + ": " + (code.isEmpty() ? description : code + " (" + description + ")"));
        this.kind = kind;
        this.code = code;
        this.description = description;
    }

    public Kind kind() {
        return kind;
    }

    /** The server's, such as {@code NetStream.Publish.BadName}; empty where it gave none. */
    public String code() {
        return code;
    }

    /** What the server said for people, or we. */
    public String description() {
        return description;
    }
}
