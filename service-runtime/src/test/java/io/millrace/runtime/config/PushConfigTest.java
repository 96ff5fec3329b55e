package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import io.millrace.stream.push.PushSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushConfigTest {
    private static final ConfigSources NOTHING =
            ConfigSources.of(Optional.empty(), Map.of(), Map.of());
    private static final String TWO =
            """
            path-defaults: {grace: 9s}
            paths:
              cam:
                pushes:
                  - url: rtmp://user:pass-word@a/live/the-key?token=the-token
                    comment: first
                    limit: 5
                    retry: 1s
                  - {url: 'srt://b:9000?streamid=the-id', enabled: no}
              other: {grace: 1s}
            """;

    private static SettingValues values(String yaml) throws ConfigException {
        return ConfigLoader.values(NOTHING, yaml);
    }

    @Test
    void pushes_ofAPath_areReadWithDefaults() throws Exception {
        MillraceConfig config = MillraceConfig.of(values(TWO));
        PathSettings path = config.settingsOf(new PathName("cam"));
        assertEquals(Duration.ofSeconds(9), path.read().grace());
        PushSettings first = path.pushes().getFirst();
        assertEquals("rtmp://a/live/***", first.url().toString());
        assertEquals(5, first.limit());
        assertEquals(Duration.ofSeconds(1), first.retry());
        assertEquals(Duration.ofSeconds(10), first.timeout());
        assertTrue(first.enabled());
        assertFalse(path.pushes().get(1).enabled());
        assertEquals(List.of(), config.settingsOf(new PathName("other")).pushes());
    }

    @Test
    void dump_ofPushes_hidesSecrets() throws Exception {
        String dump = ConfigDump.of(values(TWO));
        assertTrue(dump.contains("rtmp://a/live/"), dump);
        for (String secret : List.of("the-key", "the-token", "pass-word", "the-id")) {
            assertFalse(dump.contains(secret), secret);
        }
        assertEquals(
                MillraceConfig.of(values(TWO)).pathConfig(),
                MillraceConfig.of(values(ConfigDump.withSecrets(values(TWO)))).pathConfig());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {a: {pushes: [{comment: x}]}}                        | paths.a.pushes.0.url: is missing
                    {a: {pushes: [{url: 'ftp://h/secret'}]}}             | paths.a.pushes.0.url: has the scheme 'ftp': pushes go to rtmp, rtmps, rtsp, rtsps or srt
                    {a: {pushes: [{url: 'rtsp://h/x'}, {url: 'rtsp://h/x'}]}} | paths.a.pushes.1.url: is there twice
                    {~a: {pushes: [{url: 'rtsp://h/x'}]}}                | paths.~a.pushes.0.url: needs an entry with a path's plain name
                    {a: {pushes: [{url: 'rtsp://h/x', fingerprint: 12}]}} | paths.a.pushes.0.fingerprint: has not 64 hexadecimal digits
                    """)
    void error_isToldWithoutSecrets(String paths, String told) {
        ConfigException wrong =
                assertThrows(ConfigException.class, () -> values("paths: " + paths));
        String text = wrong.problems().getFirst().toString();
        assertTrue(text.startsWith(told), text);
        assertFalse(text.contains("secret"), text);
    }
}
