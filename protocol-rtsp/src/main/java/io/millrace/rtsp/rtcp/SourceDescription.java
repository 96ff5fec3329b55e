package io.millrace.rtsp.rtcp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** SDES with a CNAME (RFC 3550, section 6.5). */
final class SourceDescription {
    private static final int TYPE = 202;
    private static final int ONE_CHUNK = 0x81;
    private static final int CNAME = 1;
    private static final int MAX_NAME_BYTES = 255;

    private SourceDescription() {}

    static void write(long ssrc, String cname, ByteBuf out) {
        byte[] name = cname.getBytes(StandardCharsets.UTF_8);
        int nameBytes = Math.min(name.length, MAX_NAME_BYTES);
        // The list of items ends with at least one zero, up to a 32-bit boundary.
        int chunkBytes = 4 + 2 + nameBytes + 1;
        int padded = (chunkBytes + 3) / 4 * 4;
        out.writeByte(ONE_CHUNK).writeByte(TYPE).writeShort(padded / 4);
        out.writeInt((int) ssrc);
        out.writeByte(CNAME).writeByte(nameBytes).writeBytes(Arrays.copyOf(name, nameBytes));
        out.writeZero(padded - chunkBytes + 1);
    }
}
