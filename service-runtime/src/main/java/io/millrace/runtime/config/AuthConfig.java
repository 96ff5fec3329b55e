package io.millrace.runtime.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who may do what.
 *
 * @param methods asked in this order; empty where the settings say nothing
 * @param failureDelay wrong credentials are answered after a random time up to this
 * @param users of method {@code internal}
 */
public record AuthConfig(
        List<Method> methods,
        List<RtspMethod> rtspMethods,
        Duration failureDelay,
        List<User> users,
        Http http,
        Jwt jwt) {
    public AuthConfig {
        methods = List.copyOf(methods);
        rtspMethods = List.copyOf(rtspMethods);
        users = List.copyOf(users);
    }

    /** Who is asked. */
    public enum Method {
        ANONYMOUS,
        INTERNAL,
        HTTP,
        JWT
    }

    /** Challenges of RTSP (RFC 2326, section D.1; RFC 7617, RFC 7616). */
    public enum RtspMethod {
        BASIC,
        DIGEST
    }

    /** What can be allowed. */
    public enum Action {
        PUBLISH,
        READ,
        PLAYBACK,
        API,
        METRICS
    }

    /**
     * A user of the settings.
     *
     * @param name plain, {@code sha256:} or {@code argon2:}; {@code any} is everybody
     * @param password in the same forms; not set: any
     * @param ips empty where the user may come from anywhere
     */
    public record User(
            String name, Secret password, List<IpRange> ips, List<Permission> permissions) {
        public User {
            ips = List.copyOf(ips);
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * What a user may do.
     *
     * @param path a name, {@code ~} and a regular expression, or empty for every path
     */
    public record Permission(Action action, String path) {}

    /** A server that is asked over HTTP. */
    public record Http(
            Optional<URI> address, Duration timeout, List<Action> excluded, Duration cache) {
        public Http {
            excluded = List.copyOf(excluded);
        }

        /** Without the address's user and password. */
        @Override
        public String toString() {
            String host = address.map(uri -> uri.getHost() + uri.getPath()).orElse("none");
            return "Http[address=%s, timeout=%s, excluded=%s, cache=%s]"
                    .formatted(host, timeout, excluded, cache);
        }
    }

    /**
     * Tokens.
     *
     * @param issuer empty where it is not looked at
     * @param audience empty where it is not looked at
     */
    public record Jwt(
            Optional<URI> jwksUrl,
            String issuer,
            String audience,
            String claim,
            List<String> algorithms,
            Duration refresh) {
        public Jwt {
            algorithms = List.copyOf(algorithms);
        }
    }

    static AuthConfig of(SettingValues values) {
        return new AuthConfig(
                values.value(AccessTable.METHODS),
                values.value(AccessTable.RTSP_METHODS),
                values.value(AccessTable.FAILURE_DELAY),
                values.list(AccessTable.USERS).stream().map(AuthConfig::user).toList(),
                new Http(
                        values.value(AccessTable.HTTP_ADDRESS),
                        values.value(AccessTable.HTTP_TIMEOUT),
                        values.value(AccessTable.HTTP_EXCLUDE),
                        values.value(AccessTable.HTTP_CACHE)),
                new Jwt(
                        values.value(AccessTable.JWT_JWKS_URL),
                        values.value(AccessTable.JWT_ISSUER),
                        values.value(AccessTable.JWT_AUDIENCE),
                        values.value(AccessTable.JWT_CLAIM),
                        values.value(AccessTable.JWT_ALGORITHMS),
                        values.value(AccessTable.JWT_REFRESH)));
    }

    private static User user(SettingValues values) {
        return new User(
                values.value(AccessTable.USER),
                values.value(AccessTable.PASSWORD),
                values.value(AccessTable.IPS),
                values.list(AccessTable.PERMISSIONS).stream()
                        .map(permission ->
                                new Permission(
                                        permission.value(AccessTable.ACTION),
                                        permission.value(AccessTable.PERMITTED_PATH)))
                        .toList());
    }
}
