package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** The packets, as they came, of the newest whole table on one PID. Not thread-safe. */
final class TablePackets {
    private final SectionReader sections = new SectionReader(SectionReader.MAX_PRIVATE_SIZE);
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private byte[] newest = {};

    /** Takes a packet; one that is broken, or not in order, only costs its table. */
    void read(TsPacket packet) {
        if (packet.start()) {
            pending.reset();
        }
        if (!packet.start() && !sections.isWithinSection()) {
            return;
        }
        ByteBuf whole = packet.whole();
        byte[] bytes = new byte[TsConstants.PACKET_SIZE];
        whole.getBytes(whole.readerIndex(), bytes);
        pending.writeBytes(bytes);
        if (isComplete(packet)) {
            newest = pending.toByteArray();
            pending.reset();
        }
    }

    /** The demuxer reads the same section, and counts it where it is broken. */
    private boolean isComplete(TsPacket packet) {
        try {
            return !sections.read(packet.start(), packet.payload().slice()).isEmpty();
        } catch (MalformedMediaException _) {
            pending.reset();
            return false;
        }
    }

    void forget() {
        newest = new byte[0];
        pending.reset();
        sections.reset();
    }

    /** None before the first whole table. */
    byte[] newest() {
        return newest.clone();
    }
}
