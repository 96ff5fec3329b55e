package io.millrace.srt.wire;

/** One SRT datagram (draft-sharabayko-srt, 3). */
public sealed interface SrtPacket permits DataPacket, ControlPacket {
    /** Size of the header that every packet has. */
    int HEADER_BYTES = 16;

    /** Microseconds since the sender's connection began, 32 bits, wrapping. */
    int timestampMicros();

    /** The receiver's socket; 0 in the first handshake. */
    int destinationSocketId();
}
