package io.millrace.media.rtp;

import io.millrace.media.Eac3Format;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.ac3.Eac3Header;
import java.util.Map;
import java.util.Optional;

/** E-AC-3 (RFC 4598): whole syncframes, or fragments of one. */
record Eac3Payload(Eac3Format format) implements RtpPayload {
    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    _ -> Optional.empty(),
                    (description, limits, sink) ->
                            new AudioDepacketizer(
                                    new SyncframeDepacketizer(
                                            limits, header -> (header & 1) == 0, Eac3Payload::head),
                                    description.clockRate(),
                                    sink));

    private static SyncframeDepacketizer.Syncframe head(byte[] data, int offset, int size)
            throws MalformedMediaException {
        Eac3Header header = Eac3Header.parse(data, offset, size);
        return new SyncframeDepacketizer.Syncframe(
                header.format(), header.frameBytes(), header.samples(), header.beginsUnit());
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(
                payloadType, "EAC3", format.clockRate(), format.channels(), Map.of());
    }

    /** Section 4.1.1: 7 bits must be zero, then whether this is a fragment. */
    @Override
    public Packetizer packetizer(RtpSender sender) {
        return new SyncframePacketizer(sender, (total, _, _, _) -> total > 1 ? 1 : 0);
    }

    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof Eac3Format eac3 && eac3.sampleRate() == format.sampleRate();
    }
}
