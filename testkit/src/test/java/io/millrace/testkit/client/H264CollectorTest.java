package io.millrace.testkit.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class H264CollectorTest {
    private final H264Collector collector = new H264Collector();

    @Test
    void add_parameterSetsAndFragments_giveOnePicture() {
        assertTrue(add(1, false, "18 0002 6742 0002 68ce").isEmpty());
        assertTrue(add(2, false, "7c 85 aa").isEmpty());
        H264Picture picture = add(3, true, "7c 45 bb").orElseThrow();

        List<String> nalUnits = picture.nalUnits().stream().map(HexFormat.of()::formatHex).toList();
        assertEquals(List.of("6742", "68ce", "65aabb"), nalUnits);
        assertTrue(picture.isKey());
    }

    @Test
    void md5_sameSliceWithAndWithoutParameterSets_isEqual() {
        H264Picture bare = add(1, true, "65aabb").orElseThrow();
        add(2, false, "18 0002 0910 0002 6742");
        H264Picture full = add(3, true, "65aabb").orElseThrow();

        assertEquals(bare.md5(), full.md5());
    }

    private Optional<H264Picture> add(int sequenceNumber, boolean marker, String hex) {
        String header =
                "80%02x%04x0000000000000000".formatted(marker ? 0xE0 : 0x60, sequenceNumber);
        byte[] bytes = HexFormat.of().parseHex(header + hex.replace(" ", ""));
        RtpPacket packet = RtpPacket.parse(bytes);
        assertEquals(sequenceNumber, packet.sequenceNumber());
        return collector.add(packet);
    }
}
