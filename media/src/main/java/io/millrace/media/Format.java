package io.millrace.media;

/**
 * A codec and its parameters: all that a decoder must know before the first unit. Formats are
 * values: two tracks with equal formats are decoded alike. Sealed, so that a switch over formats
 * that misses a codec does not compile.
 */
public sealed interface Format
        permits H264Format,
                H265Format,
                Av1Format,
                Vp9Format,
                Vp8Format,
                MpegVideoFormat,
                Mpeg4VideoFormat,
                JpegFormat,
                AudioFormat,
                KlvFormat,
                RtpFormat,
                TsDataFormat,
                TransportStreamFormat {
    /** Ticks a second of all video that we know. */
    int VIDEO_CLOCK_RATE = 90_000;

    /** Ticks a second of data that has no clock of its own. */
    int DATA_CLOCK_RATE = 90_000;

    /** The codec's name for people, {@code H264}, {@code AAC}. */
    String codec();

    MediaKind kind();

    /** Ticks a second of pts and dts of units in this format: 90,000 for video, else samples. */
    int clockRate();

    /** What a unit's payload is. */
    default PayloadForm payloadForm() {
        return PayloadForm.ACCESS_UNIT;
    }
}
