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
    public static final List<String> CODECS = List.of("H264", "AAC");

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
            case H265Format _,
                    Av1Format _,
                    Vp9Format _,
                    Vp8Format _,
                    MpegVideoFormat _,
                    Mpeg4VideoFormat _,
                    JpegFormat _,
                    OpusFormat _,
                    MpegAudioFormat _,
                    Ac3Format _,
                    Eac3Format _,
                    FlacFormat _,
                    G711Format _,
                    G722Format _,
                    G726Format _,
                    LpcmFormat _,
                    KlvFormat _,
                    RtpFormat _ ->
                    Optional.empty();
            case TsDataFormat _, TransportStreamFormat _ -> Optional.empty();
        };
    }

    private static RtpPayload carried(Format format) {
        return payload(format)
                .orElseThrow(() -> new IllegalArgumentException("RTP of " + format.codec()));
    }

    /** Whether {@link #depacketizer} knows this encoding. */
    public static boolean isKnown(PayloadDescription description) {
        return description.isNamed(H264Payload.ENCODING)
                || description.isNamed(AacPayload.ENCODING);
    }

    /**
     * The format that a session description tells.
     *
     * @return empty if the encoding is not known, or if its parameters come in-band
     * @throws MalformedMediaException if a known encoding is described wrongly
     */
    public static Optional<Format> format(PayloadDescription description)
            throws MalformedMediaException {
        if (description.isNamed(H264Payload.ENCODING)) {
            return H264Payload.parameterSets(description).format().map(format -> format);
        }
        if (description.isNamed(AacPayload.ENCODING)) {
            return Optional.of(AacPayload.format(description));
        }
        return Optional.empty();
    }

    /**
     * A depacketizer for a payload type of a publisher.
     *
     * @return empty if the encoding is not known
     */
    public static Optional<Depacketizer> depacketizer(
            PayloadDescription description, RtpLimits limits, Depacketizer.Sink sink)
            throws MalformedMediaException {
        if (description.isNamed(H264Payload.ENCODING)) {
            return Optional.of(H264Payload.depacketizer(description, limits, sink));
        }
        if (description.isNamed(AacPayload.ENCODING)) {
            return Optional.of(AacPayload.depacketizer(description, limits, sink));
        }
        return Optional.empty();
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
