package io.millrace.media.h264;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NalUnitsTest {
    @Test
    void ofAnnexB_shortAndLongStartCodesAndZeros_areNoPartOfUnits() throws Exception {
        byte[] stream = hex("000000 01 0930 000001 6742 00 000001 00000001 6588 0001 0000");
        assertEquals("0930 6742 65880001", text(NalUnits.ofAnnexB(stream)));
    }

    @Test
    void ofAnnexB_bytesBeforeTheFirstStartCode_throws() {
        assertThrows(MalformedMediaException.class, () -> NalUnits.ofAnnexB(hex("65 000001 6588")));
        assertThrows(MalformedMediaException.class, () -> NalUnits.ofAnnexB(hex("6588")));
    }

    @Test
    void ofLengthPrefixed_everyPrefixSize_splits() throws Exception {
        String[] payloads = {
            "02 6588 00 01 41", "0002 6588 0000 0001 41",
            "000002 6588 000000 000001 41", "00000002 6588 00000000 00000001 41"
        };
        for (int prefix = 1; prefix <= 4; prefix++) {
            byte[] payload = hex(payloads[prefix - 1]);
            assertEquals(
                    "6588 41", text(NalUnits.ofLengthPrefixed(payload, 0, payload.length, prefix)));
        }
    }

    @Test
    void ofLengthPrefixed_truncatedAnywhere_throws() {
        byte[] whole = hex("00000002 6588 00000003 410101");
        for (int size = 1; size < whole.length; size++) {
            int end = size;
            if (size != 6) {
                assertThrows(
                        MalformedMediaException.class,
                        () -> NalUnits.ofLengthPrefixed(whole, 0, end, 4));
            }
        }
        assertThrows(
                MalformedMediaException.class, () -> NalUnits.ofLengthPrefixed(hex("ffffffff 65")));
    }

    @Test
    void joins_areInverseToSplits() throws Exception {
        List<NalUnit> units = List.of(NalUnit.of(hex("6588")), NalUnit.of(hex("41010203")));
        assertEquals(units, NalUnits.ofLengthPrefixed(NalUnits.toLengthPrefixed(units)));
        assertEquals(units, NalUnits.ofAnnexB(NalUnits.toAnnexB(units)));
        ByteBuf out = Unpooled.buffer();
        NalUnits.writeAnnexB(units, out);
        assertArrayEquals(NalUnits.toAnnexB(units), ByteBufUtil.getBytes(out));
        assertEquals(NalUnits.sizeInBytes(units), out.readableBytes());
    }

    @Test
    void rbsp_emulationPrevention_isRemoved() {
        NalUnit unit = NalUnit.of(hex("67 000003 01 000003 0000 03"));
        assertEquals("000001000000 00".replace(" ", ""), HexFormat.of().formatHex(unit.rbsp(100)));
        assertEquals("0000", HexFormat.of().formatHex(unit.rbsp(2)));
    }

    @Test
    void accessUnit_ofReceived_keepsPictureAndSeiOnly() throws Exception {
        AccessUnit accessUnit =
                AccessUnit.of(
                        NalUnits.ofAnnexB(
                                hex(
                                        "000001 0930 000001 6742 000001 68ce 000001 060501 80"
                                                + "000001 6588 000001 0cff 000001 0b")));
        assertEquals("06050180 6588", text(accessUnit.nalUnits()));
        assertEquals("6742 68ce", text(accessUnit.parameterSets()));
        assertTrue(accessUnit.randomAccess());
        assertTrue(accessUnit.hasPicture());
        assertArrayEquals(hex("00000004 06050180 00000002 6588"), accessUnit.payload());
    }

    @Test
    void accessUnit_recoveryPointBehindOtherSei_isRandomAccess() throws Exception {
        assertTrue(AccessUnit.of(units("06 05 02 ffff 06 01 c4 80", "41 9a")).randomAccess());
        assertTrue(AccessUnit.of(units("06 06 01 c4 80", "41 9a")).randomAccess());
        assertFalse(AccessUnit.of(units("06 05 02 0606 80", "41 9a")).randomAccess());
        assertFalse(AccessUnit.of(units("06 ff ff", "41 9a")).randomAccess());
        assertFalse(AccessUnit.of(units("06 05 01 80")).hasPicture());
    }

    @Test
    void accessUnit_openGopAndIntraRefreshOfX264_areRandomAccess() throws Exception {
        for (String name : List.of("open-gop", "intra-refresh")) {
            int found = 0;
            for (H264Fixture.Picture picture : H264Fixture.load(name).pictures()) {
                found += AccessUnit.of(picture.nalUnits()).randomAccess() ? 1 : 0;
            }
            assertTrue(found >= 3, name + " has " + found);
        }
    }

    private static List<NalUnit> units(String... hex) {
        return Arrays.stream(hex).map(unit -> NalUnit.of(hex(unit))).toList();
    }

    private static String text(List<NalUnit> units) {
        return units.stream()
                .map(unit -> unit.toBytes().toString())
                .collect(Collectors.joining(" "));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
