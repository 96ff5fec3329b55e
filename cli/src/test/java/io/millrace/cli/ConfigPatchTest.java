package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigPatchTest {
    @Test
    void add_severalKeys_nests() {
        ConfigPatch patch = new ConfigPatch();
        assertTrue(patch.add("rtsp.port=8555"));
        assertTrue(patch.add("rtsp.enabled="));
        assertTrue(patch.add("paths.\"cam=.1\".srt-passphrase=a \"b\"=c"));
        assertEquals(
                "{rtsp: {port: 8555, enabled: null},"
                        + " paths: {\"cam=.1\": {srt-passphrase: \"a \\\"b\\\"=c\"}}}",
                patch.text());
    }

    @Test
    void add_noKeyOrValue_isRefused() {
        for (String wrong : List.of("", "=1", "rtsp.port", "rtsp..port=1", "rtsp.=1", "a\"b=1")) {
            assertFalse(new ConfigPatch().add(wrong), wrong);
        }
        ConfigPatch patch = new ConfigPatch();
        assertTrue(patch.add("rtsp=1"));
        assertFalse(patch.add("rtsp.port=1"));
    }
}
