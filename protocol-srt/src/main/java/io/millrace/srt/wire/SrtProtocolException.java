package io.millrace.srt.wire;

/** A datagram that breaks the protocol; it costs that datagram only. */
public final class SrtProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    public SrtProtocolException(String message) {
        super(message);
    }
}
