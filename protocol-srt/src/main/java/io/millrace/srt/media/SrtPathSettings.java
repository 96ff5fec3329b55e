package io.millrace.srt.media;

import io.millrace.srt.crypto.Passphrase;
import io.millrace.stream.mpegts.TsPublication;
import java.util.Optional;

/**
 * What one path says of SRT.
 *
 * @param publishPassphrase what publishers must encrypt with; without one they must not encrypt
 * @param readPassphrase likewise readers
 * @param latencyMillis the least; the server's and the peer's count too
 * @param input how the published transport stream is read
 */
public record SrtPathSettings(
        Optional<Passphrase> publishPassphrase,
        Optional<Passphrase> readPassphrase,
        int latencyMillis,
        TsPublication.Settings input) {
    /** Nothing of its own. */
    public static final SrtPathSettings DEFAULT =
            new SrtPathSettings(
                    Optional.empty(), Optional.empty(), 0, TsPublication.Settings.DEFAULT);

    private static final int MAX_LATENCY_MILLIS = 0xFFFF;

    public SrtPathSettings {
        if (latencyMillis < 0 || latencyMillis > MAX_LATENCY_MILLIS) {
            throw new IllegalArgumentException("SRT latency " + latencyMillis + " ms");
        }
    }
}
