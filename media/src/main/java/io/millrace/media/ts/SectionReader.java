package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * The section layer of one PID (ISO/IEC 13818-1, 2.4.4): puts sections together from packets and
 * checks their CRC. Not thread-safe.
 */
final class SectionReader {
    /** PSI sections have at most 1,024 bytes. */
    private static final int MAX_SIZE = 1024;

    private static final int HEADER_SIZE = 3;
    private static final int CRC_SIZE = 4;
    private static final int STUFFING = 0xFF;

    private final ByteBuf pending = Unpooled.buffer(MAX_SIZE);
    private boolean collecting;

    /** Forgets a section that a lost packet tore. */
    void reset() {
        pending.clear();
        collecting = false;
    }

    /** Takes the payload of one packet; gives the sections that it completes. */
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
            if (size > MAX_SIZE) {
                reset();
                throw new MalformedMediaException("section of " + size + " bytes (2.4.4)");
            }
            fill(bytes, size);
            if (pending.readableBytes() == size) {
                complete.add(checked());
                pending.clear();
            }
        }
    }

    private void fill(ByteBuf bytes, int size) {
        int missing = Math.max(0, size - pending.readableBytes());
        pending.writeBytes(bytes, Math.min(missing, bytes.readableBytes()));
    }

    private ByteBuf checked() throws MalformedMediaException {
        int size = pending.readableBytes();
        if (size < HEADER_SIZE + CRC_SIZE || Crc32Mpeg.of(pending, 0, size) != 0) {
            reset();
            throw new MalformedMediaException("CRC of a section is wrong (annex A)");
        }
        return pending.copy(0, size - CRC_SIZE);
    }
}
