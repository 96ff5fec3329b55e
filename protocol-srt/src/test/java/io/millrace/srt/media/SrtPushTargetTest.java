package io.millrace.srt.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrtPushTargetTest {
    @Test
    void parse_allParameters_areTaken() {
        SrtPushTarget target =
                SrtPushTarget.parse(
                        "srt://[::1]:9000?streamid=publish%3Acam&passphrase=0123456789&pbkeylen=32"
                                + "&latency=200");
        assertEquals("::1", target.host());
        assertEquals(9000, target.port());
        assertEquals("publish:cam", target.streamId());
        assertEquals(200, target.settings().receiveLatencyMillis());
        assertTrue(target.settings().encryption().passphrase().isPresent());
        assertFalse(target.toString().contains("cam"));
    }

    @Test
    void parse_addressOnly_hasDefaults() {
        SrtPushTarget target = SrtPushTarget.parse("srt://host:1/");
        assertEquals("", target.streamId());
        assertTrue(target.settings().encryption().passphrase().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtmp://host:1",
                "srt://host",
                "srt://host:x",
                "srt://host:1?mode=listener",
                "srt://host:1?latency=-1",
                "srt://host:1?latency=99999",
                "srt://host:1?passphrase=short",
                "srt://host:1?passphrase=0123456789&pbkeylen=7"
            })
    void parse_unusable_throwsWithoutSecrets(String url) {
        IllegalArgumentException why =
                assertThrows(IllegalArgumentException.class, () -> SrtPushTarget.parse(url));
        assertFalse(String.valueOf(why.getMessage()).contains("0123456789"));
    }
}
