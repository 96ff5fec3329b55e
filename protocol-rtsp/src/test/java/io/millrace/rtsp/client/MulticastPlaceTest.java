package io.millrace.rtsp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.message.Transport;
import java.net.InetAddress;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MulticastPlaceTest {
    @Test
    void parse_answer_givesGroupAndPorts() {
        InetAddress group = InetAddress.ofLiteral("224.1.0.3");
        assertEquals(
                Optional.of(new MulticastPlace(group, new Transport.Pair(8002, 8003))),
                MulticastPlace.parse(
                        "RTP/AVP;multicast;destination=224.1.0.3;port=8002-8003;ttl=16"));
        assertEquals(
                Optional.of(new MulticastPlace(group, new Transport.Pair(5000, 5001))),
                MulticastPlace.parse("RTP/AVP;multicast;Port=5000;Destination=\"224.1.0.3\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RTP/AVP;multicast",
                "RTP/AVP;multicast;destination=10.0.0.1;port=1-2",
                "RTP/AVP;multicast;destination=224.1.0.3",
                "RTP/AVP;multicast;destination=224.1.0.3;client_port=1-2",
                "RTP/AVP;multicast;destination=224.1.0.3;port=0-1",
                "RTP/AVP;multicast;destination=224.1.0.3;port=65535",
                "RTP/AVP;multicast;destination=1:2;port=1-2"
            })
    void parse_whatNamesNone_isEmpty(String transport) {
        assertEquals(Optional.empty(), MulticastPlace.parse(transport));
    }

    @Property(tries = 100)
    void parse_anyText_givesOnlyGroups(@ForAll String text, @ForAll int port) {
        String transport = "RTP/AVP;destination=" + text + ";port=" + port;
        assertTrue(
                MulticastPlace.parse(transport)
                        .map(place -> place.group().isMulticastAddress())
                        .orElse(true));
    }
}
