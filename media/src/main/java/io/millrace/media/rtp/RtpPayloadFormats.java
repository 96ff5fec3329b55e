package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import java.util.List;
import java.util.Optional;

/** The codecs that have an RTP payload format here; which these are is in {@link RtpCodecs}. */
public final class RtpPayloadFormats {
    /** The codecs of {@link #canCarry}, for people. */
    public static final List<String> CODECS = RtpCodecs.NAMES;

    private RtpPayloadFormats() {}

    /** Whether readers can get this format over RTP. */
    public static boolean canCarry(Format format) {
        return RtpCodecs.payload(format).isPresent();
    }

    private static RtpPayload carried(Format format) {
        return RtpCodecs.payload(format)
                .orElseThrow(() -> new IllegalArgumentException("RTP of " + format.codec()));
    }

    /** Whether {@link #depacketizer} knows this encoding. */
    public static boolean isKnown(PayloadDescription description) {
        return RtpCodecs.encoding(description).isPresent();
    }

    /**
     * The format that a session description tells.
     *
     * @return empty if the encoding is not known, or if its parameters come in-band
     * @throws MalformedMediaException if a known encoding is described wrongly
     */
    public static Optional<Format> format(PayloadDescription description)
            throws MalformedMediaException {
        Optional<RtpEncoding> encoding = RtpCodecs.encoding(description);
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
        Optional<RtpEncoding> encoding = RtpCodecs.encoding(description);
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
