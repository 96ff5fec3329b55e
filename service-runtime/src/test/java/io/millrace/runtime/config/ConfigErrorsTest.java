package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of error with its key, reason, nearest key and place. */
class ConfigErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    paths: [a]                                   | paths: must be a mapping of names (settings line 1, column 8)
                    paths: {a//b: {}}                            | paths.a//b: path name has an empty, '.' or '..' part (settings line 1, column 9)
                    paths: {'~cam[': {}}                         | paths.~cam[: regular expression: Unclosed character class at its character 4 (settings line 1, column 9)
                    paths: {grace: 5s}                           | paths.grace: must be a mapping of keys (for every path: path-defaults.grace) (settings line 1, column 16)
                    paths: {a: 5}                                | paths.a: must be a mapping of keys (settings line 1, column 12)
                    paths: {a: {grase: 5s}}                      | paths.a.grase: unknown key; did you mean 'paths.a.grace'? (settings line 1, column 13)
                    paths: {a: {publish-policy: first}}          | paths.a.publish-policy: 'first' is not one of override, refuse, standby (settings line 1, column 29)
                    paths: {a: {hls: maybe}}                     | paths.a.hls: 'maybe' is not yes or no (settings line 1, column 18)
                    paths: {a: {srt-read-passphrase: short}}     | paths.a.srt-read-passphrase: must have 10 to 79 characters, has 5 (settings line 1, column 34)
                    paths: {a: {read-ips: 10.0.0.0/33}}          | paths.a.read-ips: '10.0.0.0/33' is not an address or network such as 10.0.0.0/8 (settings line 1, column 23)
                    paths: {a: {read-ips: localhost}}            | paths.a.read-ips: 'localhost' is not an address or network such as 10.0.0.0/8 (settings line 1, column 23)
                    paths: {a: {read-user: u}}                   | paths.a.read-user: needs paths.a.read-password (settings line 1, column 24)
                    paths: {a: {retention: 30s, segment-duration: 20s}} | paths.a.retention: is shorter than three segments (paths.a.segment-duration) (settings line 1, column 24)
                    path-defaults: {part-duration: 20ms}         | path-defaults.part-duration: '20ms' is not between 0.05s and 10s (settings line 1, column 32)
                    path-defaults: {part-duration: 3s}           | path-defaults.part-duration: is longer than a segment (path-defaults.segment-duration) (settings line 1, column 32)
                    auth: {methods: jwt}                         | auth.methods: jwt needs auth.jwt-jwks-url (settings line 1, column 17)
                    auth: {methods: [anonymous, internal]}       | auth.methods: anonymous leaves nothing to the other methods (settings line 1, column 17)
                    auth: {http-address: ftp://a/}               | auth.http-address: 'ftp://a/' is not an http:// or https:// address (settings line 1, column 22)
                    auth: {users: ann}                           | auth.users: must be a list (settings line 1, column 15)
                    auth: {users: [ann]}                         | auth.users: every item must be a mapping of keys (settings line 1, column 16)
                    auth: {users: [{user: ann}]}                 | auth.users.0.permissions: the user may do nothing (settings line 1, column 23)
                    auth: {users: [{permissions: [{action: fly}]}]} | auth.users.0.permissions.0.action: 'fly' is not one of publish, read, playback, api, metrics (settings line 1, column 40)
                    tls: {rtsps: yes, certificate: c}            | tls.certificate: needs tls.key (settings line 1, column 32)
                    tls: {rtsps: yes, certificate: c, key: k, rtsps-port: 1935} | tls.rtsps-port: port 1935 is also rtmp.port (settings line 1, column 55)
                    kafka: {min-in-sync: 2}                      | kafka.min-in-sync: 2 is more than kafka.replication 1 (settings line 1, column 22)
                    kafka: {properties: [a]}                     | kafka.properties: must be a mapping of keys (settings line 1, column 21)
                    kafka: {properties: {a: {b: c}}}             | kafka.properties.a: must be one value, and not a hidden one (settings line 1, column 25)
                    ? [a]                                        | YAML: a key must be text (settings line 1, column 3)
                    """)
    void error_isToldWithKeyReasonAndPlace(String yaml, String told) {
        assertEquals(List.of(told), errors(yaml, Map.of()));
    }

    @Test
    void error_onALaterLine_isToldThere() {
        String yaml =
                """
                # comment
                paths:
                  cam1:
                    grace: 5s
                    retention:
                      - 1
                      - {a: b}
                """;
        assertEquals(
                List.of(
                        "paths.cam1.retention: must be one value or a list of values"
                                + " (settings line 6, column 7)"),
                errors(yaml, Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    MILLRACE_PATHS_CAM_1_GRACE        | 1s | MILLRACE_PATHS_CAM_1_GRACE: stands for more than one of cam-1, cam_1 (environment)
                    MILLRACE_PATHS_A_GRASE            | 1s | MILLRACE_PATHS_A_GRASE: unknown key; did you mean 'MILLRACE_PATHS_A_GRACE'? (environment)
                    MILLRACE_PATHS_A_GRACE            | x  | paths.a.grace: 'x' is not a duration such as 500ms, 10s, 5m, 2h or 1d (environment MILLRACE_PATHS_A_GRACE)
                    MILLRACE_AUTH_USERS_1_USER        | u  | MILLRACE_AUTH_USERS_1_USER: is item 1, but there are only 0 (environment)
                    MILLRACE_AUTH_USERS_X_USER        | u  | MILLRACE_AUTH_USERS_X_USER: unknown key; did you mean 'MILLRACE_AUTH_USERS_0_USER'? (environment)
                    MILLRACE_PATHS_X_NAME             | a//b | paths.a//b: path name has an empty, '.' or '..' part (environment)
                    """)
    void environment_error_isToldWithVariableOrKey(String variable, String text, String told) {
        assertEquals(
                List.of(told), errors("paths: {cam-1: {}, cam_1: {}}", Map.of(variable, text)));
    }

    @Test
    void environment_listsAndMaps_areSetByIndexAndKey() throws Exception {
        Map<String, String> environment =
                Map.of(
                        "MILLRACE_AUTH_METHODS", "internal, jwt",
                        "MILLRACE_AUTH_JWT_JWKS_URL", "https://a/keys",
                        "MILLRACE_AUTH_USERS_0_PASSWORD", "new",
                        "MILLRACE_AUTH_USERS_1_USER", "bob",
                        "MILLRACE_AUTH_USERS_1_PERMISSIONS_0_ACTION", "publish",
                        "MILLRACE_AUTH_USERS_1_PERMISSIONS_0_PATH", "~b.*",
                        "MILLRACE_KAFKA_PROPERTIES_SSL_KEYSTORE_LOCATION", "/k",
                        "MILLRACE_KAFKA_PROPERTIES_CLIENT_RACK", "r2");
        String yaml =
                """
                auth: {users: [{user: ann, permissions: [{action: read}]}]}
                kafka: {properties: {client.rack: r1, security.protocol: SSL}}
                """;
        MillraceConfig config = MillraceConfig.of(ConfigLoader.values(sources(environment), yaml));
        assertEquals(
                List.of(AuthConfig.Method.INTERNAL, AuthConfig.Method.JWT),
                config.auth().methods());
        assertEquals("ann", config.auth().users().get(0).name());
        assertEquals("new", config.auth().users().get(0).password().value());
        assertEquals(
                List.of(new AuthConfig.Permission(AuthConfig.Action.PUBLISH, "~b.*")),
                config.auth().users().get(1).permissions());
        assertEquals(
                Map.of(
                        "client.rack", "r2",
                        "security.protocol", "SSL",
                        "ssl.keystore.location", "/k"),
                config.kafka().properties().values());
    }

    @Test
    void aliases_thatGrowOrTurnInCircles_areRefused() {
        StringBuilder growing = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char name = 'b'; name <= 'k'; name++) {
            String one = "*" + (char) (name - 1);
            growing.append(name).append(": &").append(name).append(" [");
            growing.append(String.join(", ", Collections.nCopies(9, one)));
            growing.append("]\n");
        }
        assertThrows(ConfigException.class, () -> values(growing.toString(), Map.of()));
        assertThrows(ConfigException.class, () -> values("rtsp: &a {port: *a}", Map.of()));
    }

    /** Whatever comes: settings or reasons, never another exception. */
    @Property(tries = 300)
    void anyText_isReadOrRefused(@ForAll String text) {
        for (String yaml : List.of(text, "paths: {" + text + "}", "rtsp: {port: " + text)) {
            assertFalse(errors(yaml, Map.of()).contains(""), yaml);
        }
    }

    private static List<String> errors(String yaml, Map<String, String> environment) {
        try {
            values(yaml, environment);
            return List.of();
        } catch (ConfigException wrong) {
            return wrong.problems().stream().map(ConfigProblem::toString).toList();
        }
    }

    private static SettingValues values(String yaml, Map<String, String> environment)
            throws ConfigException {
        return ConfigLoader.values(sources(environment), yaml);
    }

    private static ConfigSources sources(Map<String, String> environment) {
        return ConfigSources.of(Optional.empty(), environment, Map.of());
    }
}
