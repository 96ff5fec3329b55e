package io.millrace.runtime.config;

import io.millrace.stream.push.PushUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Settings that say where somebody is: peers, servers, sources and destinations. */
final class AddressTypes {
    private static final String TEXTS =
            "\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\"}]";

    private AddressTypes() {}

    /** Addresses of peers. */
    static ValueType<IpRange> ipRange() {
        return new ValueType<>(
                "address or network such as 10.0.0.0/8",
                ValueType.TEXT,
                value -> {
                    try {
                        return IpRange.parse(value);
                    } catch (IllegalArgumentException invalid) {
                        throw new ValueType.InvalidValueException(
                                "'" + value + "' is not an address or network such as 10.0.0.0/8");
                    }
                });
    }

    /** An absolute HTTP address, or nothing. */
    static ValueType<Optional<URI>> url() {
        return new ValueType<>(
                "http:// or https:// address",
                ValueType.TEXT,
                value -> value.isEmpty() ? Optional.empty() : Optional.of(httpUri(value)));
    }

    /** Where a push goes, or nothing; what is wrong is told without secrets. */
    static ValueType<Optional<PushUrl>> pushUrl() {
        return new ValueType<>(
                "rtmp://, rtmps://, rtsp://, rtsps:// or srt:// URL",
                ValueType.TEXT,
                value -> {
                    try {
                        return value.isEmpty()
                                ? Optional.empty()
                                : Optional.of(PushUrl.parse(value));
                    } catch (IllegalArgumentException invalid) {
                        throw new ValueType.InvalidValueException(
                                String.valueOf(invalid.getMessage()));
                    }
                });
    }

    private static URI httpUri(String value) throws ValueType.InvalidValueException {
        try {
            URI uri = new URI(value);
            String scheme = String.valueOf(uri.getScheme());
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException notOne) {
            throw new ValueType.InvalidValueException(
                    "'%s' is not an address: %s".formatted(value, notOne.getReason()));
        }
        throw new ValueType.InvalidValueException(
                "'" + value + "' is not an http:// or https:// address");
    }

    /** A certificate's, or nothing. */
    static ValueType<String> fingerprint() {
        return new ValueType<>(
                "64 hexadecimal digits, with or without colons",
                ValueType.TEXT,
                value -> {
                    String digits = value.replace(":", "");
                    if (!value.isEmpty() && !digits.matches("[0-9A-Fa-f]{64}")) {
                        throw new ValueType.InvalidValueException(
                                "a SHA-256 fingerprint has 64 hexadecimal digits");
                    }
                    return digits.toLowerCase(Locale.ROOT);
                });
    }

    /** Where a path's stream comes from, by priority. */
    static ValueType<Sources> sources() {
        return new ValueType<>(
                "addresses, several with commas",
                TEXTS,
                value -> new Sources(SourceAddress.parseAll(value)));
    }

    /** What a path shows while nobody publishes it, or nothing. */
    static ValueType<Optional<SourceAddress>> fallback() {
        return new ValueType<>(
                "path, or an address of a source", ValueType.TEXT, SourceAddress::parseFallback);
    }

    /** Where readers are sent, or nothing. */
    static ValueType<Redirect> redirect() {
        return new ValueType<>("URLs, several with commas", TEXTS, Redirect::parse);
    }

    /** Addresses in the order of their priority; shown without secrets. */
    record Sources(List<SourceAddress> addresses) {
        Sources {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String toString() {
            return addresses.stream().map(SourceAddress::shown).collect(Collectors.joining(", "));
        }
    }

    static ValueType<HostAndPort> hostAndPort() {
        return new ValueType<>("HOST:PORT", ValueType.TEXT, AddressTypes::hostAndPort);
    }

    /** One or more, with commas between. */
    static ValueType<List<HostAndPort>> hostsAndPorts() {
        return new ValueType<>(
                "HOST:PORT, several with commas",
                TEXTS,
                value -> {
                    List<HostAndPort> servers = new ArrayList<>();
                    for (String part : value.split(",", -1)) {
                        servers.add(hostAndPort(part.strip()));
                    }
                    return List.copyOf(servers);
                });
    }

    private static HostAndPort hostAndPort(String value) throws ValueType.InvalidValueException {
        int colon = value.lastIndexOf(':');
        String host = colon < 0 ? value : value.substring(0, colon);
        if (colon < 0 || host.isBlank()) {
            throw new ValueType.InvalidValueException("'" + value + "' is not HOST:PORT");
        }
        long port = ValueType.wholeNumber(value.substring(colon + 1));
        if (port < 1 || port > ValueType.LARGEST_PORT) {
            throw new ValueType.InvalidValueException(port + " is not a port (1 to 65535)");
        }
        return new HostAndPort(host, (int) port);
    }
}
