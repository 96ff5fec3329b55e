package io.millrace.rtmp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.amf.AmfValue.AmfStrictArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PeerCapabilitiesTest {
    private static final int ALL = 0x0F;

    private static AmfValue list(String... fourCcs) {
        return new AmfStrictArray(List.of(fourCcs).stream().map(AmfValue::of).toList());
    }

    private static AmfValue map(String fourCc) {
        return new AmfObject(Map.of(fourCc, AmfValue.of(4)));
    }

    private static PeerCapabilities of(double capsEx, Map<String, AmfValue> members) {
        Map<String, AmfValue> all = new HashMap<>(members);
        all.put("capsEx", AmfValue.of(capsEx));
        return PeerCapabilities.of(all);
    }

    @Test
    void of_ourOwnWords_isAll() {
        Map<String, AmfValue> said = new HashMap<>();
        EnhancedCapabilities.describeClient(said);
        assertEquals(new PeerCapabilities(true, true, true), PeerCapabilities.of(said));
        EnhancedCapabilities.describeServer(said);
        assertEquals(new PeerCapabilities(true, true, true), PeerCapabilities.of(said));
    }

    @Test
    void of_nothingOrNonsense_isNone() {
        assertEquals(PeerCapabilities.NONE, PeerCapabilities.of(Map.of()));
        assertEquals(
                PeerCapabilities.NONE, PeerCapabilities.of(Map.of("capsEx", AmfValue.of("all"))));
        assertEquals(PeerCapabilities.NONE, of(-1, Map.of()));
        assertEquals(PeerCapabilities.NONE, of(1e300, Map.of()));
        assertEquals(PeerCapabilities.NONE, of(Double.NaN, Map.of()));
    }

    @Test
    void exactTimes_needBothBitsAndTheOldCodecsByFourCc() {
        PeerCapabilities inexact = new PeerCapabilities(true, true, false);
        PeerCapabilities exact = new PeerCapabilities(true, true, true);
        assertEquals(inexact, of(ALL, Map.of()));
        assertEquals(inexact, of(ALL, Map.of("fourCcList", list("avc1", "hvc1"))));
        assertEquals(exact, of(ALL, Map.of("fourCcList", list("hvc1", "mp4a", "avc1"))));
        assertEquals(exact, of(ALL, Map.of("fourCcList", list("*"))));
        assertEquals(inexact, of(ALL & ~0x04, Map.of("fourCcList", list("*"))));
        assertEquals(inexact, of(ALL & ~0x08, Map.of("fourCcList", list("*"))));
        assertEquals(inexact, of(ALL, Map.of("videoFourCcInfoMap", map("avc1"))));
        assertEquals(
                exact,
                of(
                        ALL,
                        Map.of(
                                "videoFourCcInfoMap", map("avc1"),
                                "audioFourCcInfoMap", map("*"))));
    }
}
