package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PathConfigTest {
    private static final ConfigSources NOTHING =
            ConfigSources.of(Optional.empty(), Map.of(), Map.of());

    @Test
    void lookup_exactThenExpressionInOrderThenAll() throws Exception {
        PathConfig paths =
                paths(
                        """
                        paths:
                          all: {grace: 1s}
                          ~cam\\d+: {grace: 2s}
                          ~cam1.*: {grace: 3s}
                          cam10: {grace: 4s}
                        """);
        assertEquals("cam10", entry(paths, "cam10"));
        assertEquals("~cam\\d+", entry(paths, "cam1"));
        assertEquals("~cam1.*", entry(paths, "cam1/low"));
        assertEquals("all", entry(paths, "xcam1"));
        assertEquals(Duration.ofSeconds(4), grace(paths, "cam10"));
        assertEquals(Duration.ofSeconds(2), grace(paths, "cam1"));
        assertEquals(Duration.ofSeconds(1), grace(paths, "all"));
    }

    @Test
    void lookup_nothingFits_givesDefaults() throws Exception {
        PathConfig paths = paths("{path-defaults: {grace: 7s}, paths: {a: {grace: 1s}}}");
        assertEquals(Optional.empty(), paths.entryOf(new PathName("b")));
        assertEquals(Duration.ofSeconds(7), grace(paths, "b"));
    }

    @Test
    void entry_whatItDoesNotSay_comesFromDefaultsNotFromAll() throws Exception {
        PathConfig paths =
                paths(
                        """
                        path-defaults: {retention: 1h, max-readers: 5}
                        paths:
                          a: {grace: 1s}
                          b:
                          all: {retention: 2h}
                        """);
        assertEquals(Duration.ofHours(1), settings(paths, "a").log().retention());
        assertEquals(5, settings(paths, "b").read().maxReaders());
        assertEquals(Duration.ofHours(2), settings(paths, "c").log().retention());
    }

    @Test
    void everyKey_isRead() throws Exception {
        PathSettings path =
                settings(
                        paths(
                                """
                                paths:
                                  a:
                                    publish-policy: standby
                                    publish-user: ann
                                    publish-password: secret
                                    publish-ips: [10.0.0.0/8, '::1']
                                    publish-max-stall: 3s
                                    passthrough: yes
                                    program-number: 7
                                    max-readers: 9
                                    ring-size: 2MiB
                                    srt-read-passphrase: 0123456789
                                    srt-latency: 300ms
                                    segment-duration: 4s
                                    part-duration: 100ms
                                    mpegts: no
                                """),
                        "a");
        assertEquals(PublishPolicy.STANDBY, path.publish().policy());
        assertEquals("ann", path.publish().access().user());
        assertEquals(new Secret("secret"), path.publish().access().password());
        assertTrue(path.publish().access().ips().get(0).contains(address("10.2.3.4")));
        assertFalse(path.publish().access().ips().get(0).contains(address("11.2.3.4")));
        assertTrue(path.publish().access().ips().get(1).contains(address("::1")));
        assertEquals(Duration.ofSeconds(3), path.publish().maxStall());
        assertTrue(path.publish().passthrough());
        assertEquals(7, path.publish().programNumber());
        assertEquals(9, path.read().maxReaders());
        assertEquals(2 << 20, path.read().ringBytes());
        assertFalse(path.read().access().hasUser());
        assertEquals("0123456789", path.srt().readPassphrase().value());
        assertEquals(Duration.ofMillis(300), path.srt().latency());
        assertEquals(
                new PathSettings.Packaging(
                        Duration.ofSeconds(4),
                        Duration.ofMillis(100),
                        false,
                        PathSettings.HlsEncryption.NONE,
                        150,
                        List.of()),
                path.packaging());
        assertEquals(
                new PathSettings.Protocols(true, true, true, true, true, false, true),
                path.protocols());
        assertFalse(path.toString().contains("secret"), path::toString);
    }

    /** The rules of the lookup, said once more and slowly. */
    @Property(tries = 300)
    void lookup_ofAnyEntries_isFirstExactThenFirstMatchThenAll(
            @ForAll("names") List<String> written, @ForAll("paths") String asked) {
        Map<String, PathSettings> entries = new LinkedHashMap<>();
        PathSettings any = MillraceConfig.defaults().pathConfig().defaults();
        written.forEach(name -> entries.put(name, any));
        Optional<String> expected = Optional.empty();
        if (entries.containsKey(asked) && !asked.equals("all")) {
            expected = Optional.of(asked);
        }
        for (String name : entries.keySet()) {
            if (expected.isEmpty() && name.startsWith("~") && asked.matches(name.substring(1))) {
                expected = Optional.of(name);
            }
        }
        if (expected.isEmpty() && entries.containsKey("all")) {
            expected = Optional.of("all");
        }
        assertEquals(
                expected,
                new PathConfig(any, entries)
                        .entryOf(new PathName(asked))
                        .map(PathConfig.Entry::name));
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.of("a", "b", "ab", "a/b", "all", "~a.*", "~.*b", "~[ab]", "~a|b|ab")
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "ab", "ba", "a/b", "b/a", "c", "all");
    }

    @Test
    void environment_namesKeysOfEntries() throws Exception {
        String yaml = "paths: {Cam-1: {grace: 1s}, a_srt: {grace: 1s}}";
        Map<String, String> environment = new HashMap<>();
        environment.put("MILLRACE_PATHS_CAM_1_MAX_READERS", "1");
        environment.put("MILLRACE_PATHS_NEW_ONE_GRACE", "5s");
        environment.put("MILLRACE_PATHS_ALL_GRACE", "6s");
        environment.put("MILLRACE_PATHS_A_SRT_LATENCY", "7ms");
        environment.put("MILLRACE_PATHS_B_SRT_LATENCY", "8ms");
        environment.put("MILLRACE_PATHS_X_NAME", "~X/.*");
        environment.put("MILLRACE_PATHS_X_GRACE", "9s");
        PathConfig paths = paths(yaml, environment);
        assertEquals(
                List.of("Cam-1", "a_srt", "~X/.*", "all", "a", "b", "new_one"),
                List.copyOf(paths.entries().keySet()));
        assertEquals(1, settings(paths, "Cam-1").read().maxReaders());
        assertEquals(Duration.ofSeconds(1), grace(paths, "Cam-1"));
        assertEquals(Duration.ofSeconds(5), grace(paths, "new_one"));
        assertEquals(Duration.ofSeconds(6), grace(paths, "other"));
        assertEquals(Duration.ofMillis(7), settings(paths, "a").srt().latency());
        assertEquals(Duration.ofMillis(8), settings(paths, "b").srt().latency());
        assertEquals(Duration.ofSeconds(9), grace(paths, "X/1"));
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private static Duration grace(PathConfig paths, String path) {
        return settings(paths, path).read().grace();
    }

    private static PathSettings settings(PathConfig paths, String path) {
        return paths.settingsOf(new PathName(path));
    }

    private static String entry(PathConfig paths, String path) {
        return paths.entryOf(new PathName(path)).orElseThrow().name();
    }

    private static PathConfig paths(String yaml) throws ConfigException {
        return paths(yaml, Map.of());
    }

    private static PathConfig paths(String yaml, Map<String, String> environment)
            throws ConfigException {
        ConfigSources sources = ConfigSources.of(NOTHING.file(), environment, Map.of());
        return PathConfig.of(ConfigLoader.values(sources, yaml));
    }
}
