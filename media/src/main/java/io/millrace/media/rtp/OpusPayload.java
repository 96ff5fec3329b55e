package io.millrace.media.rtp;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.OpusFormat;
import io.millrace.media.opus.OpusPacket;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Opus (RFC 7587), one packet each; more than two channels as {@code multiopus}, as browsers do.
 */
record OpusPayload(OpusFormat format) implements RtpPayload {
    private static final String ENCODING = "opus";
    private static final String MULTICHANNEL = "multiopus";
    private static final int MAX_CHANNELS = 8;
    private static final int MAX_PRE_SKIP = 312;

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    description -> Optional.of(formatOf(description)),
                    (description, _, sink) ->
                            new AudioDepacketizer(
                                    new Received(formatOf(description)),
                                    description.clockRate(),
                                    sink));

    /** rtpmap always says 2 channels (section 7); what is sent, sprop-stereo tells. */
    private static OpusFormat formatOf(PayloadDescription description)
            throws MalformedMediaException {
        if (description.clockRate() != OpusFormat.CLOCK_RATE) {
            throw new MalformedMediaException(
                    "Opus at " + description.clockRate() + " Hz (RFC 7587, section 7)");
        }
        if (!description.isNamed(MULTICHANNEL)) {
            boolean mono = description.parameter("sprop-stereo").orElse("1").equals("0");
            return OpusFormat.of(mono ? 1 : 2);
        }
        int channels = description.channels();
        int streams = number(description, "num_streams");
        int coupled = number(description, "coupled_streams");
        String[] mapping = description.parameter("channel_mapping").orElse("").split(",", 256);
        byte[] bytes = new byte[mapping.length];
        try {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(mapping[i].trim());
            }
            return new OpusFormat(channels, 1, streams, coupled, Bytes.copyOf(bytes), MAX_PRE_SKIP);
        } catch (IllegalArgumentException e) {
            throw new MalformedMediaException("multiopus: " + e.getMessage());
        }
    }

    private static int number(PayloadDescription description, String name)
            throws MalformedMediaException {
        OptionalInt value = description.number(name);
        if (value.isEmpty() || value.getAsInt() > MAX_CHANNELS) {
            throw new MalformedMediaException("multiopus without " + name);
        }
        return value.getAsInt();
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (format.mappingFamily() == 0) {
            parameters.put("sprop-stereo", format.channels() == 2 ? "1" : "0");
            return new PayloadDescription(
                    payloadType, ENCODING, OpusFormat.CLOCK_RATE, 2, parameters);
        }
        StringBuilder mapping = new StringBuilder();
        for (int i = 0; i < format.channels(); i++) {
            mapping.append(i == 0 ? "" : ",").append(format.channelMapping().unsignedByte(i));
        }
        parameters.put("channel_mapping", mapping.toString());
        parameters.put("num_streams", Integer.toString(format.streams()));
        parameters.put("coupled_streams", Integer.toString(format.coupledStreams()));
        return new PayloadDescription(
                payloadType, MULTICHANNEL, OpusFormat.CLOCK_RATE, format.channels(), parameters);
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return unit -> {
            if (unit.sizeBytes() == 0 || unit.sizeBytes() > sender.maxPayloadSize()) {
                throw new MalformedMediaException(
                        "Opus packet of %d bytes (RFC 7587, section 4.2)"
                                .formatted(unit.sizeBytes()));
            }
            ByteBuf out = sender.begin(unit.ptsTicks(), false);
            out.writeBytes(unit.payload());
            sender.end(unit.sizeBytes());
        };
    }

    @Override
    public boolean coversChangeTo(Format next) {
        return format.equals(next);
    }

    private record Received(OpusFormat format) implements AudioDepacketizer.Payload {
        @Override
        public List<AudioDepacketizer.Frame> read(byte[] packet, long timestamp, boolean marker)
                throws MalformedMediaException {
            return List.of(new AudioDepacketizer.Frame(packet, OpusPacket.samples(packet)));
        }

        @Override
        public boolean dropPartial() {
            return false;
        }
    }
}
