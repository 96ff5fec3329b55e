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

    /**
     * Ticks that a unit lasts.
     *
     * @throws MalformedMediaException if the codec tells it in the unit, and this one does not
     */
    int unitTicks(byte[] payload) throws MalformedMediaException;

    @Override
    default MediaKind kind() {
        return MediaKind.AUDIO;
    }
}
