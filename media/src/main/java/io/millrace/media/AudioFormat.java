package io.millrace.media;

/** A format of sound. Ticks are samples but for {@link G722Format}. */
public sealed interface AudioFormat extends Format
        permits AacFormat,
                OpusFormat,
                MpegAudioFormat,
                Ac3Format,
                Eac3Format,
                FlacFormat,
                G711Format,
                G722Format,
                G726Format,
                LpcmFormat {
    /** Number of output channels. */
    int channels();

    @Override
    default MediaKind kind() {
        return MediaKind.AUDIO;
    }
}
