package io.millrace.mpegts.http;

import java.io.IOException;

/** Why a stream did not come, or ended. The message names the URL, never a secret. */
public final class HttpTsException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final int status;

    /** What went wrong. */
    public enum Kind {
        /** No connection, or none with TLS that is trusted. */
        CONNECT,
        /** The server answered with another status than 200. */
        STATUS,
        /** Too many redirects, or one to nowhere, or from https to http. */
        REDIRECT,
        /** The answer is no transport stream. */
        CONTENT_TYPE,
        /** The answer breaks HTTP, or a limit of it. */
        PROTOCOL,
        /** Nothing came for the read time-out. */
        TIMEOUT,
        /** The connection ended before the answer did. */
        CUT_OFF,
        /** The sink failed. */
        SINK
    }

    HttpTsException(Kind kind, int status, String message) {
        super(message);
        this.kind = kind;
        this.status = status;
    }

    HttpTsException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = 0;
    }

    public Kind kind() {
        return kind;
    }

    /** The server's, or 0 where it said none. */
    public int status() {
        return status;
    }
}
