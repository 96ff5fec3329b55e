package io.millrace.media.ts;

import io.millrace.media.Format;
import java.util.Optional;

/**
 * The elementary stream layer of one PID: makes units of PES packets. Its timestamps are in a time
 * that does not wrap. Confined to its demuxer's thread. What breaks a codec's specification is
 * counted and told to the context; it costs its access unit.
 */
interface ElementaryReader {
    long NOTHING_HELD = Long.MAX_VALUE;

    /**
     * Takes a PES packet.
     *
     * @param packetNumber of the transport stream packet with which it begins
     */
    void read(PesPacket packet, long packetNumber);

    /** Bytes were lost before the next PES packet. */
    void onLoss();

    /** Nothing more comes: gives what is held. */
    void finish();

    Optional<Format> format();

    /** The number of the packet with the oldest bytes that are held for a unit to come. */
    long heldPacket();
}
