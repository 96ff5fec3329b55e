package io.millrace.media.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Unit;
import io.millrace.media.ts.SpliceMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class SpliceDateRangesTest {
    /** splice_insert of ANSI/SCTE 35, 14.2. */
    private static final String SPLICE_INSERT =
            "FC302F000000000000FFFFF014054800008F7FEFFE7369C02EFE0052CCF500000000000A0008435545490000"
                    + "013562DBA30A";

    private static final Track DATA = new Track(2, new TsDataFormat(500, 0x86, Bytes.ofHex("")));

    private static Unit unit(byte[] section) {
        byte[] packet = new byte[188];
        Arrays.fill(packet, (byte) 0xFF);
        System.arraycopy(HexFormat.of().parseHex("4741f41000"), 0, packet, 0, 5);
        System.arraycopy(section, 0, packet, 5, section.length);
        return new Unit(DATA.id(), 0, 0, 0, true, packet);
    }

    private static List<String> tags(byte[] section) {
        List<Track> tracks = new ArrayList<>(HlsFixture.tracks());
        tracks.add(DATA);
        SegmentStart start =
                new SegmentStart(new SegmentName(1, 0), 0, 0, 0, 1_760_000_000_000_000L, tracks);
        List<Unit> units = new ArrayList<>(HlsFixture.pictures(0, 0, 2));
        units.add(unit(section));
        return SpliceDateRanges.of(start, units);
    }

    @Test
    void spliceInsert_outOfTheNetwork_isADateRangeWithItsDuration() {
        assertEquals(
                List.of(
                        "#EXT-X-DATERANGE:ID=\"splice-1207959695-1936310318\""
                                + ",START-DATE=\"2025-10-09T14:51:54.559Z\""
                                + ",PLANNED-DURATION=60.293566,SCTE35-OUT=0x"
                                + SPLICE_INSERT),
                tags(HexFormat.of().parseHex(SPLICE_INSERT)));
    }

    @Test
    void section_thatIsCut_hasNoTag() {
        byte[] section = HexFormat.of().parseHex(SPLICE_INSERT);
        for (int length = 0; length < section.length; length++) {
            assertTrue(
                    tags(Arrays.copyOf(section, length)).stream()
                            .noneMatch(tag -> tag.startsWith("#EXT-X-DATERANGE")),
                    length + " bytes");
        }
    }

    @Property(tries = 200)
    void anyPacket_isReadOrRefused(@ForAll @Size(max = 188) byte[] bytes) {
        byte[] packet = Arrays.copyOf(bytes, 188);
        packet[0] = 0x47;
        try {
            assertTrue(SpliceMessage.in(new Unit(2, 0, 0, 0, true, packet)).size() <= 188);
        } catch (MalformedMediaException refused) {
            assertTrue(refused.getMessage() != null);
        }
    }
}
