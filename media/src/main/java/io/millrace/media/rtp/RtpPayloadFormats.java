package io.millrace.media.rtp;

import io.millrace.media.AacFormat;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/** The codecs that have an RTP payload format here: the one place where RTP switches on them. */
public final class RtpPayloadFormats {
    private RtpPayloadFormats() {}

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
        return switch (format) {
            case H264Format h264 -> new H264Packetizer(h264, sender);
            case AacFormat _ -> new AacPacketizer(sender);
        };
    }

    /** How a session description tells this format to readers. */
    public static PayloadDescription describe(Format format, int payloadType) {
        return switch (format) {
            case H264Format h264 -> H264Payload.describe(h264, payloadType);
            case AacFormat aac -> AacPayload.describe(aac, payloadType);
        };
    }
}
