package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of single settings, differences and previews. */
class ConfigEditsTest {
    private static final String BEFORE =
            """
            # The cameras
            paths:
              # The gate
              gate.1:
                retention: 1h # a day is too long
            rtsp:
              port: 8554
            """;

    private final Path file;
    private final LiveConfig live;

    ConfigEditsTest(@TempDir Path directory) throws IOException, ConfigException {
        file = Files.writeString(directory.resolve("millrace.yml"), BEFORE);
        live = LiveConfig.load(ConfigSources.of(Optional.of(file), Map.of(), Map.of()));
    }

    @AfterEach
    void close() {
        live.close();
    }

    @Test
    void patch_values_changesThemInTheFileAndKeepsComments() throws Exception {
        String patch = "{rtsp: {port: 8555}, paths: {gate.1: {retention: 2h}, 'a b': null}}";
        assertInstanceOf(ConfigResult.Applied.class, live.patch(patch, "test"));
        assertEquals(8555, live.current().rtsp().port());
        assertEquals("2h", live.values().get("paths.\"gate.1\".retention"));
        String text = Files.readString(file);
        assertTrue(text.contains("# The cameras"), text);
        assertTrue(text.contains("# The gate"), text);
        assertTrue(text.contains("  port: 8555"), text);
    }

    @Test
    void patch_null_takesTheKeyAway() throws Exception {
        assertInstanceOf(
                ConfigResult.Applied.class, live.patch("{\"paths\":{\"gate.1\":null}}", "test"));
        assertTrue(live.current().pathConfig().entries().isEmpty());
        assertTrue(live.values().containsKey("rtsp.port"));
    }

    @Test
    void patch_wrong_isRefusedAndNothingChanges() throws Exception {
        for (String wrong : List.of("{rtsp: {prot: 1}}", "[1]", "{", "{rtsp: {port: high}}")) {
            assertInstanceOf(ConfigResult.Refused.class, live.patch(wrong, "test"), wrong);
        }
        assertEquals(BEFORE, Files.readString(file));
    }

    @Test
    void apply_hiddenSecret_isRefused() {
        String yaml = "auth:\n  users:\n    - name: a\n      password: (hidden)\n";
        ConfigResult.Refused refused =
                assertInstanceOf(ConfigResult.Refused.class, live.apply(yaml, "test"));
        assertTrue(refused.toString().contains("hidden"), refused::toString);
    }

    @Test
    void differences_newFile_namesValuesAndChangesNothing() throws Exception {
        String after = BEFORE.replace("8554", "8600");
        assertEquals(
                List.of(new ConfigDifference("rtsp.port", "8554", "8600")),
                live.differences(after));
        assertInstanceOf(ConfigResult.Applied.class, live.preview(after));
        assertInstanceOf(ConfigResult.Unchanged.class, live.preview(BEFORE));
        assertEquals(8554, live.current().rtsp().port());
    }

    @Test
    void json_whatHolds_isAnObject() throws Exception {
        String json = live.json();
        assertTrue(json.contains("\"rtsp\":{\"enabled\":") || json.contains("\"port\":8554"), json);
        assertTrue(json.contains("\"gate.1\":{\"retention\":\"1h\"}"), json);
    }
}
