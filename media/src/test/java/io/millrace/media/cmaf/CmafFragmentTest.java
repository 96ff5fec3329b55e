package io.millrace.media.cmaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Language;
import io.millrace.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CmafFragmentTest {
    private static final TrackSegment SEGMENT =
            TrackSegment.of(
                    TrackSegmentTest.VIDEO,
                    TrackSegmentTest.pictures(12, 3_600),
                    true,
                    10_480_000,
                    200);

    private static byte[] part(int index) {
        ByteBuf out = Unpooled.buffer();
        CmafFragment.write(SEGMENT, 7, index, out);
        assertTrue(out.readableBytes() <= CmafFragment.estimatedBytes(SEGMENT, index));
        return ByteBufUtil.getBytes(out);
    }

    private static List<String> boxes(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        List<String> types = new ArrayList<>();
        while (in.isReadable()) {
            int size = in.readInt();
            types.add(in.readCharSequence(4, StandardCharsets.ISO_8859_1).toString());
            in.skipBytes(size - 8);
        }
        return types;
    }

    @Test
    void write_segment_isItsPartsOneAfterTheOther() {
        ByteBuf whole = Unpooled.buffer();
        CmafFragment.write(SEGMENT, 7, whole);
        ByteBuf parts = Unpooled.buffer();
        for (int index = 0; index < SEGMENT.parts().size(); index++) {
            parts.writeBytes(part(index));
        }
        assertEquals(3, SEGMENT.parts().size());
        assertArrayEquals(ByteBufUtil.getBytes(parts), ByteBufUtil.getBytes(whole));
    }

    @Test
    void write_part_pointsAtItsDataAndTime() {
        byte[] bytes = part(1);
        assertEquals(List.of("moof", "mdat"), boxes(bytes));
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int trun = text.indexOf("trun") - 4;
        assertEquals(5, in.getInt(trun + 12));
        int data = in.getInt(trun + 16);
        assertEquals(text.indexOf("mdat") + 4, data);
        assertEquals(6, bytes[data + 5] + 1);
        assertEquals(3_600, in.getInt(trun + 20)); // duration
        assertEquals(6, in.getInt(trun + 24)); // size
        assertEquals(0x0101_0000, in.getInt(trun + 28)); // not a sync sample
        assertEquals(3_600, in.getInt(trun + 32)); // pts - dts
        int tfdt = text.indexOf("tfdt") - 4;
        assertEquals(900_000 + 5 * 3_600, in.getLong(tfdt + 12));
    }

    @Test
    void write_numbers_differBetweenPartsAndSegments() {
        ByteBuf later = Unpooled.buffer();
        CmafFragment.write(SEGMENT, 8, 0, later);
        assertNotEquals(number(part(0)), number(part(1)));
        assertNotEquals(number(part(0)), number(ByteBufUtil.getBytes(later)));
    }

    private static int number(byte[] fragment) {
        int mfhd = new String(fragment, StandardCharsets.ISO_8859_1).indexOf("mfhd");
        return Unpooled.wrappedBuffer(fragment).getInt(mfhd + 8);
    }

    @Test
    void header_equalTracks_haveEqualBytesAndName() {
        byte[] header = CmafHeader.of(TrackSegmentTest.VIDEO);
        assertEquals(List.of("ftyp", "moov"), boxes(header));
        assertArrayEquals(header, CmafHeader.of(TrackSegmentTest.VIDEO));
        assertEquals(CmafHeader.hash(header), CmafHeader.hash(header.clone()));
        assertNotEquals(
                CmafHeader.hash(header), CmafHeader.hash(CmafHeader.of(TrackSegmentTest.AUDIO)));
    }

    /** ISO/IEC 14496-12, 8.4.2.3: letters less 0x60, five bits each. */
    @Test
    void header_language_isThatOfTheTrack() {
        Track audio = TrackSegmentTest.AUDIO;
        Track french = new Track(audio.id(), audio.format(), Language.of("fr"));
        byte[] header = CmafHeader.of(french);
        int mdhd = new String(header, StandardCharsets.ISO_8859_1).indexOf("mdhd");
        int packed = Unpooled.wrappedBuffer(header).getUnsignedShort(mdhd + 4 + 4 + 16);
        assertEquals(6 << 10 | 18 << 5 | 1, packed);
        assertNotEquals(
                CmafHeader.hash(header), CmafHeader.hash(CmafHeader.of(audio)), "another name");
    }
}
