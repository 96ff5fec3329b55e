package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.RtpFormat;
import io.millrace.media.WrapAround;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Encodings that have no parser here, as received: a unit is the packets of one timestamp, each
 * whole after its size in 16 bits (RFC 4571, section 2). Readers get the same payloads and markers;
 * header fields are the sender's of the readers.
 */
record ReceivedPackets(RtpFormat format) implements RtpPayload {
    private static final int SIZE_FIELD = 2;

    static RtpFormat formatOf(MediaKind kind, PayloadDescription description) {
        String parameters =
                description.parameters().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("; "));
        return new RtpFormat(
                kind,
                description.encodingName(),
                description.clockRate(),
                description.channels(),
                parameters);
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : format.formatParameters().split(";", 64)) {
            String[] pair = parameter.trim().split("=", 2);
            if (!pair[0].isEmpty()) {
                parameters.put(pair[0], pair.length == 2 ? pair[1] : "");
            }
        }
        return new PayloadDescription(
                payloadType,
                format.encodingName(),
                format.clockRate(),
                format.channels(),
                parameters);
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return unit -> {
            ByteBuf packets = Unpooled.wrappedBuffer(unit.payload());
            while (packets.isReadable()) {
                RtpPacket packet = RtpPacket.parse(next(packets));
                int size = packet.payload().readableBytes();
                ByteBuf out = sender.begin(unit.ptsTicks(), packet.marker());
                out.writeBytes(packet.payload(), packet.payload().readerIndex(), size);
                sender.end(size);
            }
        };
    }

    private static ByteBuf next(ByteBuf packets) throws MalformedMediaException {
        int size = packets.readableBytes() < SIZE_FIELD ? -1 : packets.readUnsignedShort();
        if (size < 0 || size > packets.readableBytes()) {
            throw new MalformedMediaException("RTP packet is cut off (RFC 4571, section 2)");
        }
        return packets.readSlice(size);
    }

    @Override
    public boolean coversChangeTo(Format next) {
        return format.equals(next);
    }

    /** Collects packets of one timestamp; the marker or the next timestamp ends a unit. */
    static final class Received implements Depacketizer {
        private final RtpFormat format;
        private final Sink sink;
        private final DepacketizerCounts counts = new DepacketizerCounts();
        private final RtpTimeline timeline;
        private final Fragments packets;
        private boolean described;
        private int lastSequenceNumber = -1;
        private long timestamp;
        private long lastPtsTicks = Long.MIN_VALUE;

        Received(RtpFormat format, RtpLimits limits, Sink sink) {
            this.format = format;
            this.sink = sink;
            this.timeline = new RtpTimeline(format.clockRate(), counts);
            this.packets = new Fragments(limits);
        }

        @Override
        public void add(RtpPacket packet) throws MalformedMediaException {
            noteSequence(packet.sequenceNumber());
            if (packets.size() > 0 && !packets.continuesAt(packet.timestamp())) {
                emit();
            }
            ByteBuf framed = Unpooled.buffer();
            framed.writeShort(RtpPacket.HEADER_SIZE + packet.payload().readableBytes());
            packet.write(framed);
            timestamp = packet.timestamp();
            try {
                if (packets.size() == 0) {
                    packets.begin(framed.array(), 0, framed.readableBytes(), timestamp);
                } else {
                    packets.append(framed.array(), 0, framed.readableBytes());
                }
            } catch (MalformedMediaException tooMuch) {
                packets.drop();
                counts.countDroppedAccessUnit();
                throw tooMuch;
            }
            if (packet.marker()) {
                emit();
            }
        }

        private void noteSequence(int sequenceNumber) {
            if (lastSequenceNumber >= 0) {
                int missing = WrapAround.sequenceDistance(lastSequenceNumber, sequenceNumber) - 1;
                counts.countLostPackets(Math.max(missing, 0));
            }
            lastSequenceNumber = sequenceNumber;
        }

        private void emit() {
            if (!described) {
                described = true;
                sink.onFormat(format);
            }
            long ptsTicks = Math.max(timeline.place(timestamp), lastPtsTicks + 1);
            lastPtsTicks = ptsTicks;
            counts.countUnit();
            sink.onUnit(ptsTicks, ptsTicks, true, packets.take());
        }

        @Override
        public void finish() {
            if (packets.size() > 0) {
                emit();
            }
        }

        @Override
        public DepacketizerCounts counts() {
            return counts;
        }
    }
}
