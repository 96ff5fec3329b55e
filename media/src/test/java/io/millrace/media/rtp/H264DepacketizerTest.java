package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class H264DepacketizerTest {
    private final List<String> accessUnits = new ArrayList<>();
    private final DepacketizerCounts counts = new DepacketizerCounts();
    private final H264Depacketizer depacketizer = depacketizer(RtpLimits.DEFAULT);

    @Test
    void add_singleNalUnits_emitsOnMarker() throws Exception {
        add(1, 9_000, false, "06 05 01 80");
        add(2, 9_000, true, "65 88 01");
        assertEquals(List.of("9000: 06050180 658801"), accessUnits);
    }

    @Test
    void add_aggregate_splitsIt() throws Exception {
        add(1, 9_000, true, "78 0002 6501 0000 0003 0688ff");
        assertEquals(List.of("9000: 6501 0688ff"), accessUnits);
    }

    @Test
    void add_fragments_joinsThemAndRebuildsTheHeader() throws Exception {
        add(1, 9_000, false, "7c 85 88 02");
        add(2, 9_000, false, "7c 05 03");
        add(3, 9_000, true, "7c 45 04");
        assertEquals(List.of("9000: 6588020304"), accessUnits);
    }

    @Test
    void add_lostFragment_dropsOnlyThatAccessUnit() throws Exception {
        add(1, 9_000, false, "7c 85 81");
        add(3, 9_000, true, "7c 45 03");
        add(4, 12_000, true, "41 81");
        assertEquals(List.of("12000: 4181"), accessUnits);
        assertEquals(1, counts.droppedAccessUnits());
        assertEquals(1, counts.lostPackets());
    }

    @Test
    void add_markerNeverSet_emitsWhenTheTimestampChanges() throws Exception {
        add(1, 9_000, false, "65 88");
        add(2, 9_000, false, "65 44");
        add(3, 12_000, false, "41 81");
        assertEquals(List.of("9000: 6588 6544"), accessUnits);
        depacketizer.finish();
        assertEquals("12000: 4181", accessUnits.get(1));
    }

    @Test
    void add_markerOnEverySlice_learnsToGoByTimestamp() throws Exception {
        add(1, 9_000, true, "65 88");
        add(2, 9_000, true, "65 44");
        add(3, 12_000, true, "41 81");
        add(4, 12_000, true, "41 44");
        add(5, 15_000, true, "41 82");
        depacketizer.finish();
        assertEquals(List.of("9000: 6588", "12000: 4181 4144", "15000: 4182"), accessUnits);
        assertEquals(1, counts.droppedAccessUnits());
    }

    @Test
    void add_markerOnParameterSets_givesThemAndThePictureApart() throws Exception {
        add(1, 9_000, true, "67 42");
        add(2, 9_000, true, "65 88");
        assertEquals(List.of("9000: 6742", "9000: 6588"), accessUnits);
    }

    @Test
    void add_headOfNextAccessUnitLost_dropsBoth() throws Exception {
        add(1, 9_000, false, "41 81");
        add(4, 12_000, true, "41 44");
        assertEquals(List.of(), accessUnits);
        assertEquals(2, counts.droppedAccessUnits());
    }

    @Test
    void add_wholeAccessUnitLost_keepsTheNextOne() throws Exception {
        add(1, 9_000, true, "41 81");
        add(4, 15_000, true, "41 82");
        assertEquals(List.of("9000: 4181", "15000: 4182"), accessUnits);
        assertEquals(2, counts.lostPackets());
    }

    @Test
    void add_sequenceWraps_isNoLoss() throws Exception {
        add(65_535, 9_000, false, "65 88");
        add(0, 9_000, true, "65 44");
        assertEquals(List.of("9000: 6588 6544"), accessUnits);
    }

    @Test
    void add_unknownType_throwsAndStartsClean() throws Exception {
        assertThrows(MalformedMediaException.class, () -> add(1, 9_000, true, "1d 00"));
        add(2, 12_000, true, "41 81");
        assertEquals(List.of("12000: 4181"), accessUnits);
        assertEquals(1, counts.malformedPackets());
        assertEquals(1, counts.droppedAccessUnits());
    }

    @Test
    void add_truncatedPayloads_throw() {
        for (String payload : List.of("78 00", "78 0003 6501", "7c", "7c 85", "5c 85")) {
            assertThrows(
                    MalformedMediaException.class,
                    () -> depacketizer(RtpLimits.DEFAULT).add(RtpBytes.packet(1, 0, true, payload)),
                    payload);
        }
    }

    @Test
    void add_aboveLimits_dropsAndGoesOn() throws Exception {
        H264Depacketizer small = depacketizer(new RtpLimits(16, 2));
        small.add(RtpBytes.packet(1, 9_000, false, "65 88 01 02 03 04"));
        assertThrows(
                MalformedMediaException.class,
                () -> small.add(RtpBytes.packet(2, 9_000, false, "65 44 01 02 03 04")));
        assertThrows(
                MalformedMediaException.class,
                () -> small.add(RtpBytes.packet(3, 9_000, true, "65")));
        small.add(RtpBytes.packet(4, 12_000, true, "41 81"));
        assertEquals("12000: 4181", accessUnits.getLast());
    }

    @Test
    void add_emptyPayload_isPassedOver() throws Exception {
        add(1, 9_000, false, "");
        add(2, 9_000, true, "65 88");
        assertEquals(List.of("9000: 6588"), accessUnits);
        assertEquals(0, counts.lostPackets());
    }

    private void add(int sequenceNumber, long timestamp, boolean marker, String payload)
            throws MalformedMediaException {
        depacketizer.add(RtpBytes.packet(sequenceNumber, timestamp, marker, payload));
    }

    private H264Depacketizer depacketizer(RtpLimits limits) {
        AccessUnitBuilder.Sink sink =
                new AccessUnitBuilder.Sink() {
                    @Override
                    public void onAccessUnit(long timestamp, byte[] payload)
                            throws MalformedMediaException {
                        StringBuilder line = new StringBuilder(timestamp + ":");
                        NalUnits.ofLengthPrefixed(payload)
                                .forEach(unit -> line.append(' ').append(unit.toBytes()));
                        accessUnits.add(line.toString());
                    }

                    @Override
                    public void onLoss() {}
                };
        return new H264Depacketizer(new AccessUnitBuilder(limits, counts, sink), counts);
    }
}
