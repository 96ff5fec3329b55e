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
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
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
import java.util.Optional;

/** The codecs that have an RTP payload format here: the one place where RTP switches on them. */
public final class RtpPayloadFormats {
    /** The codecs of {@link #canCarry}, for people. */
    public static final List<String> CODECS =
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

    private RtpPayloadFormats() {}

    /** Whether readers can get this format over RTP. */
    public static boolean canCarry(Format format) {
        return payload(format).isPresent();
    }

    /** How a format goes to readers; empty if RTP cannot carry it. */
    private static Optional<RtpPayload> payload(Format format) {
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

    private static RtpPayload carried(Format format) {
        return payload(format)
                .orElseThrow(() -> new IllegalArgumentException("RTP of " + format.codec()));
    }

    /** Whether {@link #depacketizer} knows this encoding. */
    public static boolean isKnown(PayloadDescription description) {
        return RtpEncodings.of(description).isPresent();
    }

    /**
     * The format that a session description tells.
     *
     * @return empty if the encoding is not known, or if its parameters come in-band
     * @throws MalformedMediaException if a known encoding is described wrongly
     */
    public static Optional<Format> format(PayloadDescription description)
            throws MalformedMediaException {
        Optional<RtpEncoding> encoding = RtpEncodings.of(description);
        return encoding.isPresent()
                ? encoding.get().format().of(description).map(Format.class::cast)
                : Optional.empty();
    }

    /**
     * A depacketizer for a payload type of a publisher.
     *
     * @return empty if the encoding is not known
     */
    public static Optional<Depacketizer> depacketizer(
            PayloadDescription description, RtpLimits limits, Depacketizer.Sink sink)
            throws MalformedMediaException {
        Optional<RtpEncoding> encoding = RtpEncodings.of(description);
        return encoding.isPresent()
                ? Optional.of(encoding.get().depacketizer().of(description, limits, sink))
                : Optional.empty();
    }

    /** The format of an encoding that {@link #isKnown} does not know: packets as received. */
    public static Format receivedFormat(MediaKind kind, PayloadDescription description) {
        return ReceivedPackets.formatOf(kind, description);
    }

    /** A depacketizer that keeps packets as received. */
    public static Depacketizer asReceived(
            MediaKind kind,
            PayloadDescription description,
            RtpLimits limits,
            Depacketizer.Sink sink) {
        return new ReceivedPackets.Received(
                ReceivedPackets.formatOf(kind, description), limits, sink);
    }

    /** A packetizer for readers; at a change of format, make a new one with the same sender. */
    public static Packetizer packetizer(Format format, RtpSender sender) {
        return carried(format).packetizer(sender);
    }

    /** How a session description tells this format to readers. */
    public static PayloadDescription describe(Format format, int payloadType) {
        return carried(format).describe(payloadType);
    }

    /** Ticks a second of RTP timestamps; mostly those of the format. */
    public static int clockRate(Format format) {
        return describe(format, PayloadDescription.FIRST_DYNAMIC).clockRate();
    }

    /** Whether readers that were told {@code before} can go on with {@code next}, untold. */
    public static boolean coversChange(Format before, Format next) {
        return carried(before).coversChangeTo(next);
    }
}
