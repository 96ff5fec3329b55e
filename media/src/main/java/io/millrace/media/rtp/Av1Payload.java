package io.millrace.media.rtp;

import io.millrace.media.Av1Format;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.av1.Av1SequenceHeader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** AV1 in session descriptions (RTP Payload Format For AV1 1.0, section 7). */
record Av1Payload(Av1Format format) implements RtpPayload {
    static final RtpEncoding RECEIVED =
            new RtpEncoding(_ -> Optional.empty(), (_, limits, sink) -> depacketizer(limits, sink));

    private static Depacketizer depacketizer(RtpLimits limits, Depacketizer.Sink sink) {
        DepacketizerCounts counts = new DepacketizerCounts();
        Av1Units units = new Av1Units(counts, sink);
        return new Av1Depacketizer(new AccessUnitBuilder(limits, counts, units), counts);
    }

    /** Where the sequence header cannot be read, defaults are meant. */
    @Override
    public PayloadDescription describe(int payloadType) {
        Map<String, String> parameters = new LinkedHashMap<>();
        try {
            Av1SequenceHeader header = Av1SequenceHeader.of(format);
            parameters.put("profile", Integer.toString(header.profile()));
            parameters.put("level-idx", Integer.toString(header.level()));
            parameters.put("tier", header.highTier() ? "1" : "0");
        } catch (MalformedMediaException _) {
            parameters.clear();
        }
        return new PayloadDescription(payloadType, "AV1", format.clockRate(), 1, parameters);
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return new Av1Packetizer(sender);
    }

    /** The sequence header is in-band before every key frame. */
    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof Av1Format;
    }
}
