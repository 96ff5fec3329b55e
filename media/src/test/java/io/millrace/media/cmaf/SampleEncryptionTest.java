package io.millrace.media.cmaf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.Vp9Format;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** ISO/IEC 23001-7, scheme cbcs. What is encrypted is decrypted here block by block. */
final class SampleEncryptionTest {
    private static final byte[] KEY = Bytes.ofHex("000102030405060708090a0b0c0d0e0f").toByteArray();
    private static final byte[] VECTOR =
            Bytes.ofHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff").toByteArray();
    private static final SampleEncryption ENCRYPTION =
            new SampleEncryption(
                    Bytes.copyOf(KEY),
                    Bytes.ofHex("101112131415161718191a1b1c1d1e1f"),
                    Bytes.copyOf(VECTOR));
    private static final int SLICE = 0x41;
    private static final int SEI = 6;

    /** NAL units of these types and sizes, with lengths before them. */
    private static byte[] picture(int[]... typesAndSizes) {
        Random random = new Random(1);
        ByteBuf out = Unpooled.buffer();
        for (int[] unit : typesAndSizes) {
            byte[] content = new byte[unit[1]];
            random.nextBytes(content);
            content[0] = (byte) unit[0];
            out.writeInt(content.length).writeBytes(content);
        }
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] encrypted(byte[] sample, List<SampleRange> ranges) {
        ByteBuf out = Unpooled.buffer();
        ENCRYPTION.write(sample, ranges, out);
        return ByteBufUtil.getBytes(out);
    }

    private static byte[] clear(byte[] encrypted, List<SampleRange> ranges) throws Exception {
        byte[] clear = encrypted.clone();
        if (ranges.isEmpty()) {
            decrypt(clear, 0, clear.length, 1);
        }
        int at = 0;
        for (SampleRange range : ranges) {
            at += range.clearBytes();
            decrypt(clear, at, range.protectedBytes(), 10);
            at += range.protectedBytes();
        }
        return clear;
    }

    /** One block after the other: each is chained to the encrypted one before it. */
    private static void decrypt(byte[] sample, int from, int bytes, int step) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
        byte[] before = VECTOR;
        for (int at = 0; at + 16 <= bytes; at += 16 * step) {
            byte[] block = Arrays.copyOfRange(sample, from + at, from + at + 16);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(KEY, "AES"),
                    new IvParameterSpec(before));
            System.arraycopy(cipher.doFinal(block), 0, sample, from + at, 16);
            before = block;
        }
    }

    private static int sum(List<SampleRange> ranges) {
        return ranges.stream().mapToInt(one -> one.clearBytes() + one.protectedBytes()).sum();
    }

    @Test
    void ranges_picture_leaveAllButSlicesClear_9_5_2() throws Exception {
        byte[] picture = picture(new int[] {SEI, 500}, new int[] {SLICE, 300}, new int[] {1, 20});
        List<SampleRange> ranges = SampleRange.ofPicture(false, picture);
        assertEquals(
                List.of(new SampleRange(4 + 500 + 4 + 96, 204), new SampleRange(24, 0)), ranges);
        assertEquals(picture.length, sum(ranges));
    }

    @Test
    void ranges_moreClearBytesThanOneCanSay_areSeveral_7_2() throws Exception {
        byte[] picture = picture(new int[] {SEI, 140_000}, new int[] {SLICE, 1_000});
        List<SampleRange> ranges = SampleRange.ofPicture(false, picture);
        assertEquals(3, ranges.size());
        assertEquals(picture.length, sum(ranges));
        assertTrue(ranges.stream().allMatch(one -> one.clearBytes() <= 0xFFFF));
    }

    @Test
    void ranges_slicesOfH265_areFoundByTheirType() throws Exception {
        byte[] picture = picture(new int[] {39 << 1, 200}, new int[] {19 << 1, 200});
        assertEquals(
                List.of(new SampleRange(4 + 200 + 4 + 96, 104)),
                SampleRange.ofPicture(true, picture));
    }

    @Test
    void ranges_tooManySlices_areRefused() {
        int[][] slices = new int[43][];
        Arrays.fill(slices, new int[] {SLICE, 200});
        assertThrows(
                MalformedMediaException.class, () -> SampleRange.ofPicture(false, picture(slices)));
    }

    @Test
    void covers_formatsWhoseClearBytesAreNotKnownHere_areRefused() {
        Vp9Format vp9 = new Vp9Format(0, 8, 1, false, 640, 360);
        assertFalse(SampleEncryption.covers(vp9));
        assertThrows(
                MalformedMediaException.class, () -> SampleEncryption.ranges(vp9, new byte[200]));
        assertTrue(SampleEncryption.covers(TrackSegmentTest.AUDIO.format()));
        assertTrue(
                SampleEncryption.covers(
                        new H265Format(
                                List.of(Bytes.ofHex("40")),
                                List.of(Bytes.ofHex("42")),
                                List.of(Bytes.ofHex("44")))));
    }

    @Property(tries = 200)
    void write_picture_isDecryptedByItsRanges(
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 2_000) Integer> sizes)
            throws Exception {
        byte[] picture =
                picture(
                        sizes.stream()
                                .map(size -> new int[] {size % 3 == 0 ? SEI : SLICE, size})
                                .toArray(int[][]::new));
        List<SampleRange> ranges = SampleRange.ofPicture(false, picture);
        byte[] encrypted = encrypted(picture, ranges);
        assertEquals(picture.length, encrypted.length);
        assertEquals(
                ranges.stream().allMatch(one -> one.protectedBytes() < 16),
                Arrays.equals(picture, encrypted));
        assertArrayEquals(picture, clear(encrypted, ranges));
    }

    @Property(tries = 200)
    void write_sound_isEncryptedWhole(@ForAll @IntRange(max = 1_000) int size) throws Exception {
        byte[] sound = new byte[size];
        new Random(size).nextBytes(sound);
        byte[] encrypted = encrypted(sound, List.of());
        assertArrayEquals(
                Arrays.copyOfRange(sound, size / 16 * 16, size),
                Arrays.copyOfRange(encrypted, size / 16 * 16, size));
        assertArrayEquals(sound, clear(encrypted, List.of()));
    }

    /** ISO/IEC 14496-12, 8.12; ISO/IEC 23001-7, 8.2. */
    @Test
    void header_encrypted_saysWhatItWasAndByWhichKey() {
        byte[] header = CmafHeader.of(TrackSegmentTest.VIDEO, ENCRYPTION);
        String text = new String(header, StandardCharsets.ISO_8859_1);
        for (String part :
                List.of("encv", "avcC", "sinf", "frmaavc1", "schm\0\0\0\0cbcs\0\1\0\0")) {
            assertTrue(text.contains(part), part);
        }
        int tenc = text.indexOf("tenc") + 4;
        assertEquals(
                "01000000001901" + "00" + "101112131415161718191a1b1c1d1e1f" + "10" + hex(VECTOR),
                ByteBufUtil.hexDump(header, tenc, 8 + 16 + 1 + 16));
        assertTrue(
                new String(
                                CmafHeader.of(TrackSegmentTest.AUDIO, ENCRYPTION),
                                StandardCharsets.ISO_8859_1)
                        .contains("frmamp4a"));
    }

    private static String hex(byte[] bytes) {
        return ByteBufUtil.hexDump(bytes);
    }

    /** ISO/IEC 14496-12, 8.7.8 and 8.7.9; ISO/IEC 23001-7, 7.2. */
    @Test
    void fragment_encrypted_tellsItsRangesTwice() throws Exception {
        byte[] picture = picture(new int[] {SLICE, 400}, new int[] {SLICE, 400});
        List<Unit> units = List.of(new Unit(0, 0, 0, 0, true, picture));
        TrackSegment segment = TrackSegment.of(TrackSegmentTest.VIDEO, units, true, 40_000, 200);
        ByteBuf out = Unpooled.buffer();
        CmafFragment.write(segment, 7, 0, ENCRYPTION, out);
        byte[] bytes = ByteBufUtil.getBytes(out);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        String ranges = "0002" + "0064" + "00000130" + "0064" + "00000130";
        int senc = text.indexOf("senc") + 4;
        assertEquals("00000002" + "00000001" + ranges, ByteBufUtil.hexDump(bytes, senc, 8 + 14));
        int saiz = text.indexOf("saiz") + 4;
        assertEquals("00000000" + "00" + "00000001" + "0e", ByteBufUtil.hexDump(bytes, saiz, 10));
        int saio = text.indexOf("saio") + 4;
        assertEquals(senc + 8, in.getInt(saio + 8));
        int data = in.getInt(text.indexOf("trun") + 4 + 8);
        byte[] sample = Arrays.copyOfRange(bytes, data, bytes.length);
        assertFalse(Arrays.equals(picture, sample));
        assertArrayEquals(picture, clear(sample, SampleRange.ofPicture(false, picture)));
    }
}
