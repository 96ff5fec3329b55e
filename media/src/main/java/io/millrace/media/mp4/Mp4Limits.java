package io.millrace.media.mp4;

/**
 * What a reader takes from one file before it calls it malformed.
 *
 * @param movieBytes size of the {@code moov} box
 * @param samples samples of all tracks together
 * @param sampleBytes size of one sample
 */
public record Mp4Limits(int movieBytes, int samples, int sampleBytes) {
    /** Enough for a day of video. */
    public static final Mp4Limits DEFAULT = new Mp4Limits(128 << 20, 4_000_000, 16 << 20);
}
