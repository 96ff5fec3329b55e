package io.millrace.srt.media;

import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Encryption;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code srt://host:port?streamid=…&passphrase=…&pbkeylen=…&latency=…}, as libsrt's programs have
 * it: a latency in milliseconds, keys of 16, 24 or 32 bytes. Its text shows no secrets.
 *
 * @param host without the brackets of an IPv6 address
 */
public record SrtPushTarget(String host, int port, String streamId, SrtSettings settings) {
    private static final int MAX_LATENCY_MILLIS = 60_000;

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none that can be called; without secrets
     */
    public static SrtPushTarget parse(String url) {
        if (!url.regionMatches(true, 0, "srt://", 0, 6)) {
            throw new IllegalArgumentException("is not an srt:// URL");
        }
        int mark = url.indexOf('?');
        String server = (mark < 0 ? url : url.substring(0, mark)).substring(6);
        server = server.substring(server.lastIndexOf('@') + 1).replaceFirst("/.*", "");
        Map<String, String> query = query(mark < 0 ? "" : url.substring(mark + 1));
        if (!query.getOrDefault("mode", "caller").equals("caller")) {
            throw new IllegalArgumentException("has a mode that is not caller");
        }
        int colon = server.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("has no port");
        }
        String host = server.substring(0, colon).replace("[", "").replace("]", "");
        SrtSettings settings = SrtSettings.DEFAULT;
        if (query.containsKey("latency")) {
            settings = settings.withLatencyMillis(number(query, "latency", MAX_LATENCY_MILLIS));
        }
        if (!query.getOrDefault("passphrase", "").isEmpty()) {
            int keyBytes = query.containsKey("pbkeylen") ? number(query, "pbkeylen", 32) : 16;
            settings =
                    settings.withEncryption(
                            Encryption.of(query.getOrDefault("passphrase", ""), keyBytes));
        }
        return new SrtPushTarget(
                host,
                number(Map.of("port", server.substring(colon + 1)), "port", 0xFFFF),
                query.getOrDefault("streamid", ""),
                settings);
    }

    private static Map<String, String> query(String text) {
        Map<String, String> values = new HashMap<>();
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                values.put(part.substring(0, equals), decoded(part.substring(equals + 1)));
            }
        }
        return values;
    }

    /** A percent sign that is no escape stands for itself. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static int number(Map<String, String> values, String key, int most) {
        String digits = values.getOrDefault(key, "");
        if (!digits.matches("[0-9]{1,6}") || Integer.parseInt(digits) > most) {
            throw new IllegalArgumentException("has a " + key + " that is no number up to " + most);
        }
        return Integer.parseInt(digits);
    }

    @Override
    public String toString() {
        return "srt://" + host + ":" + port;
    }
}
