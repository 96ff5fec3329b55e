package io.millrace.media.jpeg;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Writes an interchange image (ISO/IEC 10918-1, B.2), as RFC 2435, appendix B, rebuilds it. */
final class JpegWriter {
    private static final int HEADERS_SIZE = 700;

    private JpegWriter() {}

    static byte[] write(JpegImage image) {
        ByteBuf out = Unpooled.buffer(HEADERS_SIZE + image.scan().length);
        out.writeShort(0xFFD8);
        for (int table = 0; table < 2; table++) {
            out.writeShort(0xFFDB).writeShort(3 + JpegTables.QUANTIZATION_SIZE).writeByte(table);
            int at = table * JpegTables.QUANTIZATION_SIZE;
            out.writeBytes(image.quantization(), at, JpegTables.QUANTIZATION_SIZE);
        }
        frame(image, out);
        out.writeShort(0xFFC4).writeShort(2 + JpegTables.HUFFMAN.size());
        out.writeBytes(JpegTables.HUFFMAN.toByteArray());
        if (image.restartInterval() > 0) {
            out.writeShort(0xFFDD).writeShort(4).writeShort(image.restartInterval());
        }
        out.writeShort(0xFFDA).writeShort(12).writeByte(3);
        out.writeShort(0x0100).writeShort(0x0211).writeShort(0x0311);
        out.writeMedium(0x003F00);
        out.writeBytes(image.scan());
        out.writeShort(0xFFD9);
        return ByteBufUtil.getBytes(out);
    }

    /** SOF0: three components, the first with table 0. */
    private static void frame(JpegImage image, ByteBuf out) {
        out.writeShort(0xFFC0).writeShort(17).writeByte(8);
        out.writeShort(image.height()).writeShort(image.width()).writeByte(3);
        out.writeByte(1).writeByte(image.halfHeight() ? 0x22 : 0x21).writeByte(0);
        out.writeByte(2).writeByte(0x11).writeByte(1);
        out.writeByte(3).writeByte(0x11).writeByte(1);
    }
}
