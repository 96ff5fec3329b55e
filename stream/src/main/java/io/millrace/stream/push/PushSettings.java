package io.millrace.stream.push;

import java.time.Duration;
import java.util.Optional;

/**
 * One push of a path. Two of one path have different URLs.
 *
 * @param limit attempts without success after which it is given up; 0: never
 * @param timeout of an attempt
 * @param retry from the end of an attempt or session to the next attempt
 * @param backlog how much it sends late after it was cut off, before it goes on at what is newest
 * @param fingerprint SHA-256 of the only certificate to trust, 64 hexadecimal digits
 */
public record PushSettings(
        PushUrl url,
        boolean enabled,
        String comment,
        int limit,
        Duration timeout,
        Duration retry,
        Duration backlog,
        Optional<String> fingerprint) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(5);
    private static final Duration DEFAULT_BACKLOG = Duration.ofSeconds(10);

    /** Enabled, without a limit, and with the usual times. */
    public static PushSettings to(PushUrl url) {
        return new PushSettings(
                url,
                true,
                "",
                0,
                DEFAULT_TIMEOUT,
                DEFAULT_RETRY,
                DEFAULT_BACKLOG,
                Optional.empty());
    }

    /** The same with a limit. */
    public PushSettings withLimit(int attempts) {
        return new PushSettings(
                url, enabled, comment, attempts, timeout, retry, backlog, fingerprint);
    }

    /** The same with other times. */
    public PushSettings withTimes(Duration newTimeout, Duration newRetry, Duration newBacklog) {
        return new PushSettings(
                url, enabled, comment, limit, newTimeout, newRetry, newBacklog, fingerprint);
    }
}
