package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {
    @TempDir private Path directory;

    private MillraceConfig load(String yaml) throws Exception {
        Path file = directory.resolve("millrace.yml");
        Files.writeString(file, yaml);
        return ConfigLoader.load(Optional.of(file), Map.of(), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "0.0.0.0", "192.0.2.1", "'::'"})
    void load_openToOthersWithoutAWord_isRefusedWithWhatToWrite(String listen) {
        ConfigException e =
                assertThrows(ConfigException.class, () -> load("server: {listen: " + listen + "}"));
        String text = e.problems().toString();
        assertTrue(text.contains("auth.methods: anonymous"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{server: {listen: all}, auth: {methods: anonymous}}",
                "{server: {listen: all}, auth: {http-address: 'http://127.0.0.1/'}}",
                "{server: {listen: 127.0.0.2}}",
                "{server: {listen: '::1'}}",
                "{tls: {rtsps: yes}}",
                "{tls: {api: yes, metrics: yes, streams: yes}, http: {stream-port: 0}}",
            })
    void load_whoMayComeIsSaid_isTaken(String yaml) {
        assertDoesNotThrow(() -> load(yaml));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{tls: {grpc: tls}}",
                "{tls: {certificate: a.pem}}",
                "{tls: {key: a.pem}}",
                "{tls: {api: yes}, control: {http-port: 0}}",
                "{tls: {metrics: yes}, metrics: {port: 0}}"
            })
    void load_tlsThatCannotWork_isRefused(String yaml) {
        assertThrows(ConfigException.class, () -> load(yaml));
    }

    @Test
    void load_anonymousBesideOthers_isRefused() {
        assertThrows(ConfigException.class, () -> load("auth: {methods: 'anonymous, internal'}"));
    }
}
