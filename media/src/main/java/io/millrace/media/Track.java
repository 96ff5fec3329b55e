package io.millrace.media;

/**
 * One track of a stream.
 *
 * @param id number of the track in its stream, stable as long as the stream's tracks are
 *     compatible; 0 to 255
 */
public record Track(int id, Format format) {
    public Track {
        if (id < 0 || id > 255) {
            throw new IllegalArgumentException("track id " + id);
        }
    }

    public MediaKind kind() {
        return format.kind();
    }

    /** Ticks a second of this track's pts and dts. */
    public int clockRate() {
        return format.clockRate();
    }
}
