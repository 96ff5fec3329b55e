package io.millrace.media.flv;

import io.millrace.media.AudioGrid;
import io.millrace.media.Format;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.codec.UnitDuration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One track that is being demuxed: its codec, its format, and where its time is. Not thread-safe.
 */
final class FlvTrack {
    private static final int MILLIS = 1000;
    private static final int NANOS = 1_000_000_000;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final int id;
    private FlvCodec codec;
    private FlvTrackReader reader;
    private Optional<Format> format = Optional.empty();
    private AudioGrid audioGrid = new AudioGrid(MILLIS, 0);
    private long lastTicks = Long.MIN_VALUE;

    FlvTrack(int id, FlvCodec codec) {
        this.id = id;
        this.codec = codec;
        this.reader = codec.newReader();
    }

    int id() {
        return id;
    }

    /** What follows is of this codec. */
    void use(FlvCodec next) {
        if (codec != next) {
            codec = next;
            reader = next.newReader();
        }
    }

    FlvTrackReader reader() {
        return reader;
    }

    Optional<Track> track() {
        return format.map(known -> new Track(id, known));
    }

    /** Takes over the reader's format; tells whether it is a new one. */
    boolean hasNewFormat() {
        Optional<Format> next = reader.format();
        if (next.isEmpty() || next.equals(format)) {
            return false;
        }
        int clockRate = next.get().clockRate();
        if (format.isEmpty() || format.get().clockRate() != clockRate) {
            audioGrid = new AudioGrid(clockRate, 0);
            if (lastTicks != Long.MIN_VALUE && format.isPresent()) {
                lastTicks = Ticks.convertNearest(lastTicks, format.get().clockRate(), clockRate);
            }
        }
        format = next;
        return true;
    }

    /** The time of a tag in ticks of the track's clock. */
    long ticks(long millis, int offsetNanos) {
        int clockRate = format.orElseThrow().clockRate();
        return Ticks.convertNearest(millis * NANOS_A_MILLI + offsetNanos, NANOS, clockRate);
    }

    /** The time nearest to a picture's that does not go back. */
    long decodedAt(long sentTicks) {
        lastTicks = Math.max(sentTicks, lastTicks);
        return lastTicks;
    }

    /** Likewise of sound, which lasts as long as it says. */
    long playedAt(long sentTicks, byte[] payload) {
        OptionalInt samples = UnitDuration.ticks(format.orElseThrow(), payload);
        return decodedAt(
                samples.isPresent() ? audioGrid.place(sentTicks, samples.getAsInt()) : sentTicks);
    }
}
