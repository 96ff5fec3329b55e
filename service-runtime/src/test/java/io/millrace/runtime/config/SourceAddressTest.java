package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.runtime.config.ValueType.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceAddressTest {
    private static List<String> shown(String text) throws InvalidValueException {
        return SourceAddress.parseAll(text).stream().map(SourceAddress::shown).toList();
    }

    @Test
    void shown_secrets_areHidden() throws Exception {
        assertEquals(
                List.of("rtsp://(hidden)@cam:554/ch1?(hidden)"),
                shown("rtsp://admin:s@cr/et@cam:554/ch1?user=a"));
        assertEquals(
                List.of("rtmp://host/app/(hidden)", "srt://h:1?(hidden)", "exec:/bin/cam"),
                shown("rtmp://host/app/key, srt://h:1?passphrase=0123456789,exec:/bin/cam -k x"));
        assertEquals(
                List.of("file:/a/b.ts", "udp://239.0.0.1:5004"),
                shown("file:/a/b.ts,udp://239.0.0.1:5004"));
    }

    @Test
    void parseAll_commasInAddresses_partThemOnlyBeforeAScheme() throws Exception {
        List<SourceAddress> all = SourceAddress.parseAll("rtsp://a:b,c@h/x,y , RTSP://h2/z");
        assertEquals(1, all.size());
        assertFalse(all.getFirst().shown().contains("b,c"));
        assertEquals(2, SourceAddress.parseAll("rtsp://a:b,c@h/x,y , rtsps://h2/z").size());
        assertEquals(List.of(), SourceAddress.parseAll(" "));
    }

    @Test
    void parseAll_whatIsNoAddress_isRefused() {
        for (String wrong : List.of("cam", "ftp://x/y", "rtsp:", "exec: ")) {
            assertThrows(InvalidValueException.class, () -> SourceAddress.parseAll(wrong), wrong);
        }
    }
}
