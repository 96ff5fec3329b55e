package io.millrace.rtsp.srtp;

/** A key message that cannot be read, or asks for what is not offered here. */
public final class MikeyException extends Exception {
    private static final long serialVersionUID = 1L;

    public MikeyException(String message) {
        super(message);
    }
}
