package io.millrace.rtsp.client;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When to say that we live (RFC 2326, section 12.37): at half the session's time-out, by
 * GET_PARAMETER where the server has it, else by OPTIONS. Not thread-safe.
 */
final class KeepAlive {
    private static final Pattern TIMEOUT = Pattern.compile(";\\s*timeout\\s*=\\s*([0-9]{1,6})");
    private static final int DEFAULT_SECONDS = 60;

    private String method = "OPTIONS";
    private long periodMicros = TimeUnit.SECONDS.toMicros(DEFAULT_SECONDS) / 2;
    private OptionalLong lastMicros = OptionalLong.empty();

    void onOptions(RtspResponse options) {
        boolean known =
                options.headers().joined(Headers.PUBLIC).orElse("").contains("GET_PARAMETER");
        method = known ? "GET_PARAMETER" : "OPTIONS";
    }

    /** The answer to a SETUP. */
    void onSession(RtspResponse setup) {
        Matcher named = TIMEOUT.matcher(setup.headers().first(Headers.SESSION).orElse(""));
        if (named.find()) {
            long seconds = Math.max(1, Long.parseLong(named.group(1)));
            periodMicros = TimeUnit.SECONDS.toMicros(seconds) / 2;
        }
    }

    /** The method to send now; empty if it is not time yet. */
    Optional<String> due(long nowMicros) {
        if (lastMicros.isPresent() && nowMicros - lastMicros.getAsLong() < periodMicros) {
            return Optional.empty();
        }
        boolean first = lastMicros.isEmpty();
        lastMicros = OptionalLong.of(nowMicros);
        return first ? Optional.empty() : Optional.of(method);
    }
}
