package io.millrace.media.ts;

import io.millrace.media.AacFormat;
import io.millrace.media.Ac3Format;
import io.millrace.media.Av1Format;
import io.millrace.media.Bytes;
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
import io.millrace.media.Unit;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.lpcm.Smpte302;
import java.util.List;
import java.util.Optional;

/**
 * The elementary stream layer of the multiplex: units in the form that PES packets carry, and how
 * the program map calls them. What is read is in {@link StreamReaders}.
 */
interface UnitPayload {
    /** The bytes of one PES packet's payload, in parts. */
    List<byte[]> of(List<Unit> units) throws MalformedMediaException;

    /** How the program map and PES headers name such a stream. */
    Naming naming();

    /**
     * Names of a stream.
     *
     * @param streamType of the program map
     * @param streamId of PES headers
     * @param descriptors of the program map
     */
    record Naming(int streamType, int streamId, Bytes descriptors) {
        static Naming video(int streamType) {
            return new Naming(streamType, PesHeader.STREAM_ID_VIDEO, Descriptors.join());
        }

        static Naming audio(int streamType) {
            return new Naming(streamType, PesHeader.STREAM_ID_AUDIO, Descriptors.join());
        }

        static Naming registered(int streamType, byte[]... descriptors) {
            return new Naming(
                    streamType, PesHeader.STREAM_ID_PRIVATE, Descriptors.join(descriptors));
        }
    }

    /** Whether several units may share a PES packet, each telling its own size. */
    default boolean sharesPackets() {
        return false;
    }

    /** Whether {@link #of(Format)} knows a format. */
    static boolean isKnown(Format format) {
        return maker(format).isPresent();
    }

    static UnitPayload of(Format format) throws MalformedMediaException {
        Optional<Maker> maker = maker(format);
        if (maker.isEmpty()) {
            throw new IllegalArgumentException("transport stream of " + format.codec());
        }
        return maker.get().make();
    }

    /** Makes the layer of one track. */
    interface Maker {
        UnitPayload make() throws MalformedMediaException;
    }

    /** The one place that switches on formats. */
    private static Optional<Maker> maker(Format format) {
        return switch (format) {
            case H264Format h264 -> Optional.of(() -> NalUnitPayload.of(h264));
            case H265Format h265 -> Optional.of(() -> NalUnitPayload.of(h265));
            case MpegVideoFormat video -> Optional.of(() -> new PlainPayload(naming(video), false));
            case Mpeg4VideoFormat video -> Optional.of(() -> new Mpeg4VideoPayload(video));
            case Av1Format _, Vp9Format _, Vp8Format _, JpegFormat _ -> Optional.empty();
            case AacFormat aac -> Optional.of(() -> AdtsPayload.of(aac));
            case OpusFormat opus when OpusPayload.canCarry(opus) ->
                    Optional.of(() -> new OpusPayload(opus));
            case OpusFormat _ -> Optional.empty();
            case MpegAudioFormat audio -> Optional.of(() -> new PlainPayload(naming(audio), true));
            case Ac3Format _ -> Optional.of(() -> new PlainPayload(AC3, true));
            case Eac3Format _ -> Optional.of(() -> new PlainPayload(ENHANCED_AC3, true));
            case LpcmFormat lpcm when Smpte302.canPack(lpcm) ->
                    Optional.of(() -> new Smpte302Payload(lpcm));
            case LpcmFormat _, FlacFormat _, G711Format _, G722Format _, G726Format _ ->
                    Optional.empty();
            case KlvFormat klv -> Optional.of(() -> new KlvPayload(klv));
            case TsDataFormat data -> Optional.of(() -> new DataPayload(data));
            case RtpFormat _, TransportStreamFormat _ -> Optional.empty();
        };
    }

    /** ATSC A/52, A.4.3, with the registration that players look for. */
    Naming AC3 = Naming.registered(StreamTypes.AC3, Descriptors.registration("AC-3"));

    Naming ENHANCED_AC3 =
            Naming.registered(StreamTypes.ENHANCED_AC3, Descriptors.registration("EAC3"));

    private static Naming naming(MpegVideoFormat format) {
        return Naming.video(
                format.version() == 1 ? StreamTypes.MPEG1_VIDEO : StreamTypes.MPEG2_VIDEO);
    }

    /** Half sample rates are of ISO/IEC 13818-3. */
    private static Naming naming(MpegAudioFormat format) {
        return Naming.audio(
                format.sampleRate() >= 32_000 ? StreamTypes.MPEG1_AUDIO : StreamTypes.MPEG2_AUDIO);
    }
}
