package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/** One PID of the program that is read, which is a track. Confined to its demuxer's thread. */
sealed interface TsStream permits MediaStream, DataStream {
    ElementaryStream entry();

    int track();

    /** Empty until it is known. */
    Optional<Format> format();

    /**
     * Takes a packet in order, neither scrambled nor twice.
     *
     * @param packetNumber counts all packets of the stream
     */
    void read(TsPacket packet, long packetNumber) throws MalformedMediaException;

    /** Packets are missing before the next one. */
    void onLoss();

    /** Nothing more comes: gives what is whole. */
    void finish() throws MalformedMediaException;

    /**
     * The number of the oldest packet that belongs to a unit to come, or {@link
     * ElementaryReader#NOTHING_HELD}.
     */
    long heldPacket();
}
