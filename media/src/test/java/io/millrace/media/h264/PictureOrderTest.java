package io.millrace.media.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slices and parameter sets are written bit by bit; expected counts are those of clause 8.2.1. */
class PictureOrderTest {
    private static final String BASELINE_PROFILE = "01000010 00000000 00001010 1 1 ";
    private static final String QCIF_TO_END = " 0 0001011 0001001 1 0 0 0";
    private static final String PPS = "1 1 0 0";

    @Test
    void next_typeOne_followsTheCycle() throws Exception {
        // log2_max_frame_num 4; type 1; offsets: non-reference -4, top to bottom 0, cycle of one: 6
        String order = "010 0 0001001 1 010 0001100";
        PictureOrder counts = new PictureOrder(format(order));
        List<Integer> actual = new ArrayList<>();
        actual.add(counts.next(counts.header(idr("1"))));
        actual.add(counts.next(counts.header(slice(true, "0001", "1"))));
        actual.add(counts.next(counts.header(slice(false, "0010", "1"))));
        actual.add(counts.next(counts.header(slice(false, "0010", "010"))));
        actual.add(counts.next(counts.header(slice(true, "0010", "1"))));
        assertEquals(List.of(0, 6, 2, 3, 12), actual);
    }

    @Test
    void next_typeZero_leastBitsWrapBothWays() throws Exception {
        String order = "1 1"; // type 0, 4 bits
        PictureOrder counts = new PictureOrder(format(order));
        List<Integer> actual = new ArrayList<>();
        actual.add(counts.next(counts.header(idr("0000"))));
        actual.add(counts.next(counts.header(slice(true, "0001", "0110"))));
        actual.add(counts.next(counts.header(slice(true, "0010", "1100"))));
        actual.add(counts.next(counts.header(slice(true, "0011", "0010"))));
        actual.add(counts.next(counts.header(slice(false, "0100", "1110"))));
        actual.add(counts.next(counts.header(slice(true, "0100", "1000"))));
        assertEquals(List.of(0, 6, 12, 18, 14, 24), actual);
    }

    @Test
    void next_typeTwo_isDecodingOrderOverTheWrapOfFrameNum() throws Exception {
        PictureOrder counts = new PictureOrder(format("011"));
        List<Integer> actual = new ArrayList<>();
        actual.add(counts.next(counts.header(idr(""))));
        actual.add(counts.next(counts.header(slice(false, "0001", ""))));
        actual.add(counts.next(counts.header(slice(true, "1111", ""))));
        actual.add(counts.next(counts.header(slice(true, "0000", ""))));
        assertEquals(List.of(0, 1, 30, 32), actual);
    }

    @Test
    void header_unknownParameterSet_isMalformed() throws Exception {
        PictureOrder counts = new PictureOrder(format("011"));
        NalUnit other = nalUnit("01100001", "1 1 010 0001 1");
        assertThrows(MalformedMediaException.class, () -> counts.header(other));
        assertThrows(MalformedMediaException.class, () -> counts.header(nalUnit("01100001", "1")));
    }

    private static H264Format format(String pictureOrder) {
        // log2_max_frame_num_minus4 0, the order type, max_num_ref_frames 2, 176x144, no VUI
        String sps = BASELINE_PROFILE + pictureOrder + " 011" + QCIF_TO_END;
        return new H264Format(
                List.of(nalUnit("01100111", sps).toBytes()),
                List.of(nalUnit("01101000", PPS).toBytes()));
    }

    private static NalUnit idr(String order) {
        return nalUnit("01100101", "1 1 1 0000 1 " + order);
    }

    /** first_mb 0, slice type 0, PPS 0, frame_num, order. */
    private static NalUnit slice(boolean reference, String frameNum, String order) {
        return nalUnit(reference ? "01100001" : "00000001", "1 1 1 " + frameNum + " " + order);
    }

    /** Closes the bits with the stop bit; none of them need emulation prevention here. */
    private static NalUnit nalUnit(String header, String bits) {
        String all = (header + bits + "1").replace(" ", "");
        byte[] bytes = new byte[(all.length() + 7) / 8];
        for (int i = 0; i < all.length(); i++) {
            if (all.charAt(i) == '1') {
                bytes[i / 8] |= (byte) (0x80 >> (i % 8));
            }
        }
        return NalUnit.of(Bytes.copyOf(bytes));
    }
}
