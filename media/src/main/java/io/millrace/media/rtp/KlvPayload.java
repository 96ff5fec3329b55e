package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.KlvFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.klv.KlvItems;
import java.util.Map;
import java.util.Optional;

/** KLV (RFC 6597): a unit's items in one or more packets, the last one marked. */
record KlvPayload(KlvFormat format) implements RtpPayload {
    static final String ENCODING = "smpte336m";

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    _ -> Optional.of(new KlvFormat(true)),
                    (description, limits, sink) ->
                            new FrameDepacketizer(
                                    new Received(new KlvFormat(true)),
                                    description.clockRate(),
                                    limits,
                                    sink));

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(payloadType, ENCODING, format.clockRate(), 1, Map.of());
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return unit ->
                FramePacketizer.write(unit.payload(), unit.ptsTicks(), 0, (_, _, _) -> {}, sender);
    }

    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof KlvFormat;
    }

    private record Received(KlvFormat format) implements FrameDepacketizer.Payload {
        @Override
        public int headerBytes(byte[] packet) {
            return 0;
        }

        @Override
        public boolean beginsUnit(byte[] packet, int offset) {
            return packet.length - offset >= 2
                    && packet[offset] == 0x06
                    && packet[offset + 1] == 0x0E;
        }

        @Override
        public Optional<FrameDepacketizer.Frame> frame(byte[] joined)
                throws MalformedMediaException {
            KlvItems.count(joined, 0, joined.length);
            return Optional.of(new FrameDepacketizer.Frame(joined, true));
        }

        @Override
        public int reorderDepth() {
            return 0;
        }

        @Override
        public long frameTicks() {
            return 1;
        }
    }
}
