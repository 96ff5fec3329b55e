package io.millrace.media;

import java.util.Optional;

/**
 * One track of a stream.
 *
 * @param id number of the track in its stream, stable as long as the stream's tracks are
 *     compatible; 0 to 255
 * @param language where the publisher tells it
 */
public record Track(int id, Format format, Optional<Language> language) {
    public Track {
        if (id < 0 || id > 255) {
            throw new IllegalArgumentException("track id " + id);
        }
    }

    /** A track whose language nobody tells. */
    public Track(int id, Format format) {
        this(id, format, Optional.empty());
    }

    public MediaKind kind() {
        return format.kind();
    }

    /** Ticks a second of this track's pts and dts. */
    public int clockRate() {
        return format.clockRate();
    }
}
