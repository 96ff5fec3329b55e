package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.config.SettingNode.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Documents are made from the table; on a difference the right text is in target. */
class ConfigDocumentsTest {
    private static final ConfigSources NOTHING =
            ConfigSources.of(Optional.empty(), Map.of(), Map.of());

    /** A file of {@code docs} and what it must be. */
    record Document(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Document> documents() {
        return List.of(
                new Document("configuration.md", ConfigDocument.markdown()),
                new Document("millrace.yml", ConfigExample.yaml()),
                new Document("configuration.schema.json", ConfigSchema.json()));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void document_ofTheTable_isTheOneInDocs(Document document) throws IOException {
        Path made = Files.writeString(Path.of("target", document.name()), document.text());
        Path committed = Path.of("..", "docs", document.name());
        assertTrue(Files.exists(committed), "copy " + made + " to docs/");
        assertEquals(document.text(), Files.readString(committed), "copy " + made + " to docs/");
    }

    @Test
    void example_asItIs_saysNothing() throws Exception {
        assertEquals(MillraceConfig.defaults(), configOf(ConfigExample.yaml()));
    }

    @Test
    void example_withoutTheFirstHash_saysAllDefaults() throws Exception {
        String opened = ConfigExample.yaml().replaceAll("(?m)^#", "");
        assertEquals(MillraceConfig.defaults(), configOf(opened));
        assertInstanceOf(Map.class, new Yaml().load(opened));
    }

    @Test
    void example_withoutTheSecondHash_isGood() throws Exception {
        String opened =
                ConfigExample.yaml()
                        .replaceAll("(?m)^#", "")
                        .replace("  users: []", "  users:")
                        .replace("  webhooks: []", "  webhooks:")
                        .replaceAll("(?m)^  # (.*studio|'~cam| *all:| {2}|- u)", "  $1");
        MillraceConfig config = configOf(opened);
        assertEquals(
                Set.of("studio/main", "~cam\\d+", "all"), config.pathConfig().entries().keySet());
        assertEquals(2, config.auth().users().getFirst().permissions().size());
        assertEquals(2, config.hooks().webhooks().getFirst().events().size());
    }

    @Test
    void schema_isJsonWithEveryKey() {
        Map<String, Object> schema = new Yaml().load(ConfigSchema.json());
        assertKeys(Settings.ROOT, schema);
        assertFalse(ConfigSchema.json().contains("\t"));
    }

    private static void assertKeys(Block block, Map<?, ?> schema) {
        Map<?, ?> properties = assertInstanceOf(Map.class, schema.get("properties"));
        assertEquals(new HashSet<>(block.keys()), properties.keySet());
        for (SettingNode child : block.children()) {
            Map<?, ?> described = assertInstanceOf(Map.class, properties.get(child.key()));
            if (child instanceof Block nested) {
                assertKeys(nested, described);
            }
        }
    }

    @Test
    void settings_everyKey_hasDefaultDescriptionAndOwnName() {
        List<String> names = EnvironmentNames.known("");
        assertEquals(names.size(), new HashSet<>(names).size());
        assertKeysAreGood(Settings.ROOT);
    }

    private static void assertKeysAreGood(Block block) {
        for (SettingNode child : block.children()) {
            assertTrue(child.key().matches("[a-z][a-z0-9-]*"), child.key());
            assertTrue(child.description().endsWith("."), child.key());
            switch (child) {
                case Setting<?> setting ->
                        assertEquals(setting.defaultValue(), setting.defaultValue());
                case Block nested -> assertKeysAreGood(nested);
                case SettingNode.BlockList list -> assertKeysAreGood(list.item());
                case SettingNode.BlockMap map -> assertKeysAreGood(map.item());
                case SettingNode.TextMap map -> assertFalse(map.key().isEmpty());
            }
        }
    }

    private static MillraceConfig configOf(String yaml) throws ConfigException {
        return MillraceConfig.of(ConfigLoader.values(NOTHING, yaml));
    }
}
