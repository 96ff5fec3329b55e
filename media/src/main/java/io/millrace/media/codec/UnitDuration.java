package io.millrace.media.codec;

import io.millrace.media.AudioFormat;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.OptionalInt;

/** How long one unit lasts, as far as its codec says. */
public final class UnitDuration {
    private UnitDuration() {}

    /**
     * Ticks of the track's clock that a unit lasts; empty where only the next unit tells: video,
     * data, and audio that breaks its specification.
     */
    public static OptionalInt ticks(Format format, byte[] payload) {
        if (!(format instanceof AudioFormat audio)) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(audio.unitTicks(payload));
        } catch (MalformedMediaException _) {
            return OptionalInt.empty();
        }
    }
}
