package io.millrace.media.ts;

import io.millrace.media.Av1Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.av1.Av1Configuration;
import io.millrace.media.av1.Obu;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;

/**
 * Temporal units of AV1, each OBU after a start code and without such in it (Carriage of AV1 in
 * MPEG-2 TS, 3.2); a PES packet has a whole one, as receivers expect that take no frames.
 */
record Av1Payload(Naming naming) implements UnitPayload {
    /** AV1_video_descriptor (2.2). */
    private static final int VIDEO_DESCRIPTOR = 0x80;

    /** hdr_wcg_idc: no indication. */
    private static final int COLOURS_NOT_TOLD = 0xC0;

    private static final int START_CODE = 0x000001;
    private static final int EMULATION_PREVENTION = 3;
    private static final byte[] DELIMITER = {
        0, 0, 1, Obu.TEMPORAL_DELIMITER << 3 | Obu.HAS_SIZE, 0
    };

    static Av1Payload of(Av1Format format) throws MalformedMediaException {
        int head = Av1Configuration.head(format);
        return new Av1Payload(
                Naming.registered(
                        StreamTypes.PRIVATE_PES,
                        Descriptors.registration("AV01"),
                        Descriptors.of(
                                VIDEO_DESCRIPTOR,
                                head >>> 24,
                                head >> 16 & 0xFF,
                                head >> 8 & 0xFF,
                                COLOURS_NOT_TOLD)));
    }

    @Override
    public List<byte[]> of(List<Unit> units) throws MalformedMediaException {
        ByteBuf out = Unpooled.buffer();
        for (Unit unit : units) {
            out.writeBytes(DELIMITER);
            for (Obu obu : Obu.all(unit.payload())) {
                out.writeMedium(START_CODE);
                byte[] sized = new byte[obu.sizedSize()];
                obu.copySized(unit.payload(), sized, 0);
                writeWithEmulationPrevention(sized, out);
            }
        }
        return List.of(ByteBufUtil.getBytes(out));
    }

    /** No three bytes are like a start code, or like what prevents one. */
    private static void writeWithEmulationPrevention(byte[] obu, ByteBuf out) {
        int zeros = 0;
        for (byte value : obu) {
            if (zeros == 2 && (value & 0xFF) <= EMULATION_PREVENTION) {
                out.writeByte(EMULATION_PREVENTION);
                zeros = 0;
            }
            out.writeByte(value);
            zeros = value == 0 ? zeros + 1 : 0;
        }
    }

    /** The OBU that stands there. */
    static byte[] withoutEmulationPrevention(byte[] bytes, int from, int to) {
        byte[] obu = new byte[to - from];
        int size = 0;
        int zeros = 0;
        for (int i = from; i < to; i++) {
            if (zeros == 2 && bytes[i] == EMULATION_PREVENTION) {
                zeros = 0;
                continue;
            }
            obu[size++] = bytes[i];
            zeros = bytes[i] == 0 ? zeros + 1 : 0;
        }
        return Arrays.copyOf(obu, size);
    }
}
