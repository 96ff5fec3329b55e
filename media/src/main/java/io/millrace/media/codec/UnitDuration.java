package io.millrace.media.codec;

import io.millrace.media.AacFormat;
import io.millrace.media.Ac3Format;
import io.millrace.media.Av1Format;
import io.millrace.media.Eac3Format;
import io.millrace.media.FlacFormat;
import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.G722Format;
import io.millrace.media.G726Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.JpegFormat;
import io.millrace.media.KlvFormat;
import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.RtpFormat;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.ac3.Eac3Header;
import io.millrace.media.flac.FlacFrame;
import io.millrace.media.opus.OpusPacket;
import java.util.OptionalInt;

/** How long one unit lasts, as far as its codec says. */
public final class UnitDuration {
    private UnitDuration() {}

    /**
     * Ticks of the track's clock that a unit lasts; empty where only the next unit tells: video,
     * data, and audio that breaks its specification.
     */
    public static OptionalInt ticks(Format format, byte[] payload) {
        return switch (format) {
            case AacFormat _ -> OptionalInt.of(AacFormat.SAMPLES_PER_UNIT);
            case MpegAudioFormat audio -> OptionalInt.of(audio.samplesPerUnit());
            case Ac3Format _ -> OptionalInt.of(Ac3Format.SAMPLES_PER_UNIT);
            case G711Format audio -> OptionalInt.of(payload.length / audio.channels());
            case G722Format audio -> OptionalInt.of(payload.length / audio.channels());
            case G726Format audio -> OptionalInt.of(payload.length * 8 / audio.bitsPerSample());
            case LpcmFormat audio -> OptionalInt.of(payload.length / audio.bytesPerTick());
            case OpusFormat _ -> told(() -> OpusPacket.samples(payload));
            case Eac3Format _ -> told(() -> Eac3Header.parse(payload, 0, payload.length).samples());
            case FlacFormat _ -> told(() -> FlacFrame.samples(payload));
            case H264Format _,
                    H265Format _,
                    Av1Format _,
                    Vp9Format _,
                    Vp8Format _,
                    MpegVideoFormat _,
                    Mpeg4VideoFormat _,
                    JpegFormat _ ->
                    OptionalInt.empty();
            case KlvFormat _, RtpFormat _, TsDataFormat _, TransportStreamFormat _ ->
                    OptionalInt.empty();
        };
    }

    /** Reads a payload's own head. */
    private interface Head {
        int samples() throws MalformedMediaException;
    }

    private static OptionalInt told(Head head) {
        try {
            return OptionalInt.of(head.samples());
        } catch (MalformedMediaException _) {
            return OptionalInt.empty();
        }
    }
}
