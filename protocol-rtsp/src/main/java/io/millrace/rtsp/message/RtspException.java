package io.millrace.rtsp.message;

import java.util.Objects;

/**
 * A peer's mistake, or a request that cannot be served: carries the answer. Scope MESSAGE costs
 * that request; scope CONNECTION means that the bytes that follow cannot be told apart any more.
 */
public final class RtspException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Status status;
    private final Scope scope;

    /** What the mistake costs. */
    public enum Scope {
        MESSAGE,
        CONNECTION
    }

    public RtspException(Status status, Scope scope, String message) {
        super(message);
        this.status = status;
        this.scope = scope;
    }

    /** A request that is answered with {@code status}; the connection goes on. */
    public static RtspException of(Status status, String message) {
        return new RtspException(status, Scope.MESSAGE, message);
    }

    static RtspException fatal(Status status, String message) {
        return new RtspException(status, Scope.CONNECTION, message);
    }

    public Status status() {
        return status;
    }

    public Scope scope() {
        return scope;
    }

    /** Says what the peer did wrong. */
    public String reason() {
        return Objects.requireNonNullElse(getMessage(), status.phrase());
    }
}
