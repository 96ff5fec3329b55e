package io.millrace.rtmp.wire;

/** A peer that breaks RTMP; the message is for logs and, where there is one, the peer's answer. */
public final class RtmpProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Scope scope;

    /** What is lost by it. */
    public enum Scope {
        /** This message only; the next one can be read. */
        MESSAGE,
        /** The connection: the place of the next message is not known any more. */
        CONNECTION
    }

    public RtmpProtocolException(Scope scope, String message) {
        super(message);
        this.scope = scope;
    }

    /** A message that cannot be read. */
    public static RtmpProtocolException message(String message) {
        return new RtmpProtocolException(Scope.MESSAGE, message);
    }

    /** Bytes after which nothing can be read. */
    public static RtmpProtocolException connection(String message) {
        return new RtmpProtocolException(Scope.CONNECTION, message);
    }

    public Scope scope() {
        return scope;
    }
}
