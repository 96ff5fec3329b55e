package io.millrace.media;

/**
 * A codec and its parameters: all that a decoder must know before the first unit. Formats are
 * values: two tracks with equal formats are decoded alike. Sealed, so that a switch over formats
 * that misses a codec does not compile.
 */
public sealed interface Format permits H264Format, AacFormat {
    /** The codec's name for people, as in SPEC: {@code H264}, {@code AAC}. */
    String codec();

    MediaKind kind();

    /** Ticks a second of pts and dts of units in this format: 90,000 for video, else samples. */
    int clockRate();
}
