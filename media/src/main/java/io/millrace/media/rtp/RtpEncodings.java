package io.millrace.media.rtp;

import java.util.Map;
import java.util.Optional;

/** Encodings by their name in rtpmap: the one place where RTP's ingest tells them apart. */
final class RtpEncodings {
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

    private RtpEncodings() {}

    static Optional<RtpEncoding> of(PayloadDescription description) {
        return Optional.ofNullable(BY_NAME.get(description.upperCaseName()));
    }
}
