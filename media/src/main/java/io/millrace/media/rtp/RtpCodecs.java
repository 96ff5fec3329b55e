package io.millrace.media.rtp;

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
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.RtpFormat;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one place where RTP tells codecs apart: encodings by their name in rtpmap, and how formats go
 * to readers.
 */
final class RtpCodecs {
    /** The codecs of {@link #payload}, for people. */
    static final List<String> NAMES =
            List.of(
                    "H264",
                    "H265",
                    "AV1",
                    "VP9",
                    "VP8",
                    "AAC",
                    "Opus",
                    "MPEG audio",
                    "AC-3",
                    "E-AC-3",
                    "G711",
                    "G722",
                    "G726",
                    "LPCM",
                    "MPEG-2 video",
                    "MPEG-1 video",
                    "MPEG-4 video",
                    "M-JPEG",
                    "KLV");

    private static final Map<String, RtpEncoding> BY_NAME =
            Map.ofEntries(
                    Map.entry("H264", H264Payload.RECEIVED),
                    Map.entry("H265", H265Payload.RECEIVED),
                    Map.entry("AV1", Av1Payload.RECEIVED),
                    Map.entry("VP9", Vp9Payload.RECEIVED),
                    Map.entry("VP8", Vp8Payload.RECEIVED),
                    Map.entry("MPEG4-GENERIC", AacPayload.RECEIVED),
                    Map.entry("MP4A-LATM", LatmPayload.RECEIVED),
                    Map.entry("OPUS", OpusPayload.RECEIVED),
                    Map.entry("MULTIOPUS", OpusPayload.RECEIVED),
                    Map.entry("MPA", MpegAudioPayload.RECEIVED),
                    Map.entry("AC3", Ac3Payload.RECEIVED),
                    Map.entry("EAC3", Eac3Payload.RECEIVED),
                    Map.entry("MPV", MpegVideoPayload.RECEIVED),
                    Map.entry("MP4V-ES", Mpeg4VideoPayload.RECEIVED),
                    Map.entry("JPEG", JpegPayload.RECEIVED),
                    Map.entry("SMPTE336M", KlvPayload.RECEIVED),
                    Map.entry("PCMA", SamplesPayload.RECEIVED),
                    Map.entry("PCMU", SamplesPayload.RECEIVED),
                    Map.entry("G722", SamplesPayload.RECEIVED),
                    Map.entry("L8", SamplesPayload.RECEIVED),
                    Map.entry("L16", SamplesPayload.RECEIVED),
                    Map.entry("L24", SamplesPayload.RECEIVED),
                    Map.entry("G726-16", SamplesPayload.RECEIVED),
                    Map.entry("G726-24", SamplesPayload.RECEIVED),
                    Map.entry("G726-32", SamplesPayload.RECEIVED),
                    Map.entry("G726-40", SamplesPayload.RECEIVED),
                    Map.entry("AAL2-G726-16", SamplesPayload.RECEIVED),
                    Map.entry("AAL2-G726-24", SamplesPayload.RECEIVED),
                    Map.entry("AAL2-G726-32", SamplesPayload.RECEIVED),
                    Map.entry("AAL2-G726-40", SamplesPayload.RECEIVED));

    private RtpCodecs() {}

    /** How publishers send an encoding; empty if it is not known. */
    static Optional<RtpEncoding> encoding(PayloadDescription description) {
        return Optional.ofNullable(BY_NAME.get(description.upperCaseName()));
    }

    /** How a format goes to readers; empty if RTP cannot carry it. */
    static Optional<RtpPayload> payload(Format format) {
        return switch (format) {
            case H264Format h264 -> Optional.of(new H264Payload(h264));
            case AacFormat aac -> Optional.of(new AacPayload(aac));
            case H265Format h265 -> Optional.of(new H265Payload(h265));
            case OpusFormat opus -> Optional.of(new OpusPayload(opus));
            case MpegAudioFormat audio -> Optional.of(new MpegAudioPayload(audio));
            case Ac3Format ac3 -> Optional.of(new Ac3Payload(ac3));
            case Eac3Format eac3 -> Optional.of(new Eac3Payload(eac3));
            case G711Format g711 -> Optional.of(SamplesPayload.of(g711));
            case G722Format g722 -> Optional.of(SamplesPayload.of(g722));
            case G726Format g726 -> Optional.of(SamplesPayload.of(g726));
            case LpcmFormat lpcm -> Optional.of(SamplesPayload.of(lpcm));
            case Av1Format av1 -> Optional.of(new Av1Payload(av1));
            case Vp9Format vp9 -> Optional.of(new Vp9Payload(vp9));
            case Vp8Format vp8 -> Optional.of(new Vp8Payload(vp8));
            case JpegFormat jpeg -> Optional.of(new JpegPayload(jpeg));
            case FlacFormat _ -> Optional.empty();
            case MpegVideoFormat video -> Optional.of(new MpegVideoPayload(video));
            case Mpeg4VideoFormat video -> Optional.of(new Mpeg4VideoPayload(video));
            case KlvFormat klv -> Optional.of(new KlvPayload(klv));
            case RtpFormat received -> Optional.of(new ReceivedPackets(received));
            case TsDataFormat _, TransportStreamFormat _ -> Optional.empty();
        };
    }
}
