package io.millrace.stream;

/** A publish or read that is not admitted; the message is for the peer. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Cause refusal;

    /** What the protocols map to their own codes. */
    public enum Cause {
        /** Nobody publishes the path. */
        NOT_FOUND,
        /** The path is taken, and its policy is to refuse. */
        BUSY,
        /** The peer must show credentials, or other ones. */
        UNAUTHENTICATED,
        /** The peer's credentials, or its address, do not permit this. */
        FORBIDDEN,
        /** A limit of readers, publishers or connections is met. */
        LIMIT,
        /** This pod cannot serve it now: control or log are out of reach. */
        UNAVAILABLE
    }

    public RefusedException(Cause refusal, String message) {
        super(message);
        this.refusal = refusal;
    }

    public Cause refusal() {
        return refusal;
    }
}
