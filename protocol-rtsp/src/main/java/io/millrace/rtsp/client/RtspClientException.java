package io.millrace.rtsp.client;

import java.io.IOException;
import java.util.concurrent.CompletionException;

/** Why a source did not come, or ended. The message names the URL, never a secret. */
public final class RtspClientException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final int status;

    /** What went wrong. */
    public enum Kind {
        /** No connection, or none with TLS that is trusted. */
        CONNECT,
        /** The server refused a request. */
        STATUS,
        /** Too many redirects, or one to nowhere, or from rtsps to rtsp. */
        REDIRECT,
        /** The description is malformed, or has no track that can be taken. */
        DESCRIPTION,
        /** The server chose a transport that was not offered. */
        TRANSPORT,
        /** The server breaks RTSP, or a limit of it. */
        PROTOCOL,
        /** No answer came, or no packet, for the time that it may take. */
        TIMEOUT,
        /** The connection ended. */
        CUT_OFF,
        /** We ended it. */
        CLOSED
    }

    RtspClientException(Kind kind, int status, String message) {
        super(message);
        this.kind = kind;
        this.status = status;
    }

    RtspClientException(Kind kind, String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
        this.kind = kind;
        this.status = 0;
    }

    static RtspClientException of(Kind kind, String message) {
        return new RtspClientException(kind, 0, message);
    }

    /** Why there is no connection: of a tunnel that was refused, its answer. */
    static RtspClientException notConnected(String url, Throwable cause) {
        Throwable inner =
                cause instanceof CompletionException && cause.getCause() != null
                        ? cause.getCause()
                        : cause;
        return inner instanceof RtspClientException told
                ? told
                : new RtspClientException(Kind.CONNECT, url, inner);
    }

    public Kind kind() {
        return kind;
    }

    /** The server's, or 0 where it said none. */
    public int status() {
        return status;
    }
}
