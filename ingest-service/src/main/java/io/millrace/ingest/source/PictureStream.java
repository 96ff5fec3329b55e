package io.millrace.ingest.source;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.AnnexBReader;
import io.millrace.media.h264.ParameterSets;
import io.millrace.stream.Publisher;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Gives pictures times: H.264 as a byte stream has none. A picture is as long as those per second
 * say, where that is known; where not, or when it is half a second off, it is when it comes.
 * Pictures come in the order in which they are shown: cameras' encoders make no B pictures. Used by
 * one thread.
 */
final class PictureStream {
    private static final int MAX_PICTURE_BYTES = 16 << 20;
    private static final int TRACK = 0;
    private static final int CLOCK_RATE = 90_000;
    private static final long MAX_DRIFT_TICKS = CLOCK_RATE / 2;

    private final Publisher publisher;
    private final double framesPerSecond;
    private final LongSupplier clockMicros;
    private final AnnexBReader reader = new AnnexBReader(MAX_PICTURE_BYTES, this::onAccessUnit);
    private final ParameterSets parameterSets = new ParameterSets();
    private final long startMicros;
    private double nextTicks;
    private long lastTicks = -1;

    /**
     * Before the first picture.
     *
     * @param framesPerSecond 0 if not known
     */
    PictureStream(Publisher publisher, double framesPerSecond, LongSupplier clockMicros) {
        this.publisher = publisher;
        this.framesPerSecond = framesPerSecond;
        this.clockMicros = clockMicros;
        this.startMicros = clockMicros.getAsLong();
    }

    void read(byte[] piece, int size) throws MalformedMediaException {
        reader.read(piece, size);
    }

    void finish() throws MalformedMediaException {
        reader.finish();
    }

    private void onAccessUnit(AccessUnit accessUnit) throws MalformedMediaException {
        if (parameterSets.update(accessUnit.parameterSets())) {
            parameterSets
                    .format()
                    .ifPresent(format -> publisher.describe(List.of(new Track(TRACK, format))));
        }
        if (parameterSets.format().isEmpty()) {
            return;
        }
        long micros = clockMicros.getAsLong();
        long ticks = ticks(micros);
        publisher.write(
                new Unit(
                        TRACK,
                        ticks,
                        ticks,
                        micros,
                        accessUnit.randomAccess(),
                        accessUnit.payload()));
    }

    private long ticks(long nowMicros) {
        long arrival = (nowMicros - startMicros) * CLOCK_RATE / 1_000_000;
        if (framesPerSecond <= 0
                || lastTicks < 0
                || Math.abs(arrival - nextTicks) > MAX_DRIFT_TICKS) {
            nextTicks = arrival;
        }
        lastTicks = Math.max(lastTicks + 1, Math.round(nextTicks));
        nextTicks += framesPerSecond > 0 ? CLOCK_RATE / framesPerSecond : 0;
        return lastTicks;
    }
}
