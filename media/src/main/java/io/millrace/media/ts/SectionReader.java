package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * The section layer of one PID (ISO/IEC 13818-1, 2.4.4): puts sections together from packets and
 * checks the CRC of those that have one. Not thread-safe.
 */
final class SectionReader {
    /** PAT and PMT sections have at most 1,024 bytes. */
    static final int MAX_TABLE_SIZE = 1024;

    /** Private sections have at most 4,096 bytes (2.4.4.11). */
    static final int MAX_PRIVATE_SIZE = 4096;

    static final int CRC_SIZE = 4;

    private static final int HEADER_SIZE = 3;
    private static final int STUFFING = 0xFF;

    private final int maxSize;
    private final ByteBuf pending = Unpooled.buffer(256);
    private boolean collecting;

    SectionReader(int maxSize) {
        this.maxSize = maxSize;
    }

    /** Forgets a section that a lost packet tore. */
    void reset() {
        pending.clear();
        collecting = false;
    }

    /** Whether a section has begun whose rest is to come. */
    boolean isWithinSection() {
        return collecting && pending.isReadable();
    }

    /** Takes the payload of one packet; gives the sections that it completes, CRC included. */
    List<ByteBuf> read(boolean start, ByteBuf payload) throws MalformedMediaException {
        List<ByteBuf> complete = new ArrayList<>(1);
        if (start) {
            int pointer = payload.isReadable() ? payload.readUnsignedByte() : 0;
            if (pointer > payload.readableBytes()) {
                reset();
                throw new MalformedMediaException("pointer_field " + pointer + " (2.4.4.2)");
            }
            take(payload.readSlice(pointer), complete);
            reset();
            collecting = true;
        }
        take(payload, complete);
        return complete;
    }

    /** A section of the long form (2.4.4.11), whose CRC was checked, without that CRC. */
    static ByteBuf withoutCrc(ByteBuf section) throws MalformedMediaException {
        if (section.readableBytes() < HEADER_SIZE + CRC_SIZE || !hasLongForm(section)) {
            throw new MalformedMediaException("section_syntax_indicator is 0 (2.4.4.4)");
        }
        return section.slice(section.readerIndex(), section.readableBytes() - CRC_SIZE);
    }

    private void take(ByteBuf bytes, List<ByteBuf> complete) throws MalformedMediaException {
        while (collecting && bytes.isReadable()) {
            if (!pending.isReadable() && bytes.getUnsignedByte(bytes.readerIndex()) == STUFFING) {
                collecting = false;
                return;
            }
            fill(bytes, HEADER_SIZE);
            if (pending.readableBytes() < HEADER_SIZE) {
                return;
            }
            int size = HEADER_SIZE + (pending.getUnsignedShort(1) & 0xFFF);
            if (size > maxSize) {
                reset();
                throw new MalformedMediaException("section of " + size + " bytes (2.4.4)");
            }
            fill(bytes, size);
            if (pending.readableBytes() == size) {
                complete.add(checked(size));
                pending.clear();
            }
        }
    }

    private void fill(ByteBuf bytes, int size) {
        int missing = Math.max(0, size - pending.readableBytes());
        pending.writeBytes(bytes, Math.min(missing, bytes.readableBytes()));
    }

    private static boolean hasLongForm(ByteBuf section) {
        return (section.getByte(section.readerIndex() + 1) & 0x80) != 0;
    }

    private ByteBuf checked(int size) throws MalformedMediaException {
        boolean hasCrc =
                hasLongForm(pending) || pending.getUnsignedByte(0) == TsConstants.TABLE_SPLICE_INFO;
        if (hasCrc && (size < HEADER_SIZE + CRC_SIZE || Crc32Mpeg.of(pending, 0, size) != 0)) {
            reset();
            throw new MalformedMediaException("CRC of a section is wrong (annex A)");
        }
        return pending.copy(0, size);
    }
}
