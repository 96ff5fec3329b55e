package io.millrace.media.mp4;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;

/** The header of a box at the top level of a file (ISO/IEC 14496-12, 4.2). */
record FileBox(String type, long bodyPosition, long bodySize) {
    /** Reads the header at {@code position}; 8 bytes at least must be there. */
    static FileBox read(RandomAccessBytes bytes, long position, long end)
            throws IOException, MalformedMediaException {
        byte[] header = new byte[Mp4Box.LARGE_HEADER_SIZE];
        int available = (int) Math.min(header.length, end - position);
        bytes.read(position, header, 0, available);
        ByteBuf in = Unpooled.wrappedBuffer(header, 0, available);
        long size = in.readUnsignedInt();
        String type = Mp4Box.typeName(in.readInt());
        int headerSize = Mp4Box.HEADER_SIZE;
        if (size == 0) {
            size = end - position;
        } else if (size == 1 && available == Mp4Box.LARGE_HEADER_SIZE) {
            size = in.readLong();
            headerSize = Mp4Box.LARGE_HEADER_SIZE;
        }
        if (size < headerSize || size > end - position) {
            throw Mp4Box.malformed(
                    type,
                    position,
                    "size %d, but the file has %d bytes left".formatted(size, end - position));
        }
        return new FileBox(type, position + headerSize, size - headerSize);
    }
}
