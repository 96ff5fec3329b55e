package io.millrace.stream;

/** A publish or read that is not admitted; the message is for the peer. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Cause refusal;
    private final String location;

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
        UNAVAILABLE,
        /** It is served elsewhere: see {@link RefusedException#location}. */
        MOVED
    }

    public RefusedException(Cause refusal, String message) {
        this(refusal, message, "");
    }

    private RefusedException(Cause refusal, String message, String location) {
        super(message);
        this.refusal = refusal;
        this.location = location;
    }

    /**
     * That the peer is to ask elsewhere.
     *
     * @param location of the path there: a URL of the protocol that the peer speaks
     */
    public static RefusedException moved(String location, String message) {
        return new RefusedException(Cause.MOVED, message, location);
    }

    public Cause refusal() {
        return refusal;
    }

    /** The URL of the path where it is served; empty but for {@link Cause#MOVED}. */
    public String location() {
        return location;
    }
}
