package io.millrace.rtsp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TransportTest {
    @Test
    void parse_tcpInterleavedRecord_givesChannelsAndMode() {
        Transport transport =
                Transport.parse("RTP/AVP/TCP;unicast;interleaved=2-3;mode=record").getFirst();

        assertEquals(Transport.Lower.TCP, transport.lower());
        assertEquals(Optional.of(new Transport.Pair(2, 3)), transport.channels());
        assertTrue(transport.record());
    }

    @Test
    void parse_udpDialects_givePorts() {
        for (String text :
                List.of(
                        "RTP/AVP;unicast;client_port=5000-5001;mode=\"PLAY\"",
                        "rtp/avp/udp;client_port=5000;ssrc=0A0B0C0D")) {
            Transport transport = Transport.parse(text).getFirst();
            assertEquals(Transport.Lower.UDP, transport.lower());
            assertEquals(Optional.of(new Transport.Pair(5000, 5001)), transport.clientPorts());
            assertFalse(transport.record());
        }
    }

    @Test
    void parse_severalAlternatives_keepsOrderAndLeavesOutWhatIsUnknown() {
        List<Transport> transports =
                Transport.parse(
                        "RTP/SAVPF;unicast;client_port=1-2,RAW/RAW/UDP,RTP/AVP;multicast,"
                                + " RTP/AVP/TCP;interleaved=0-1, RTP/SAVP/TCP");

        assertEquals(3, transports.size());
        assertTrue(transports.get(0).multicast());
        assertEquals(Transport.Lower.TCP, transports.get(1).lower());
        assertFalse(transports.get(1).secure());
        assertTrue(transports.get(2).secure());
    }

    @Test
    void parse_outOfRangeOrBroken_givesNoPair() {
        assertEquals(
                Optional.empty(),
                Transport.parse("RTP/AVP/TCP;interleaved=255-256").getFirst().channels());
        assertEquals(
                Optional.empty(),
                Transport.parse("RTP/AVP;client_port=99999-x").getFirst().clientPorts());
        assertEquals(List.of(), Transport.parse("nonsense"));
    }

    @Property(tries = 300)
    void parse_anyText_neverThrows(@ForAll String text) {
        assertTrue(Transport.parse(text).size() <= 16);
    }
}
