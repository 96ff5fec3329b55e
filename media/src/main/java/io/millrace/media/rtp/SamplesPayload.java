package io.millrace.media.rtp;

import io.millrace.media.AudioFormat;
import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.G722Format;
import io.millrace.media.G726Format;
import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.codec.UnitDuration;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Codecs whose samples stand in packets without any header: G.711, G.722, G.726, L8, L16 (RFC 3551,
 * section 4.5) and L24 (RFC 3190).
 *
 * @param bytesPerStep where a unit may be cut: whole samples of all channels
 * @param ticksPerStep that such a step lasts
 */
record SamplesPayload(AudioFormat format, String encoding, int bytesPerStep, int ticksPerStep)
        implements RtpPayload {
    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    description -> Optional.of(formatOf(description)),
                    (description, _, sink) ->
                            new AudioDepacketizer(
                                    new Received(formatOf(description)),
                                    description.clockRate(),
                                    sink));

    static SamplesPayload of(G711Format format) {
        String name = format.law() == G711Format.Law.MU ? "PCMU" : "PCMA";
        return new SamplesPayload(format, name, format.channels(), 1);
    }

    static SamplesPayload of(G722Format format) {
        return new SamplesPayload(format, "G722", format.channels(), 1);
    }

    /** Eight codewords fill as many octets as a codeword has bits. */
    static SamplesPayload of(G726Format format) {
        String prefix = format.packing() == G726Format.Packing.BIG_ENDIAN ? "AAL2-" : "";
        String name = prefix + "G726-" + 8 * format.bitsPerSample();
        return new SamplesPayload(format, name, format.bitsPerSample(), 8);
    }

    static SamplesPayload of(LpcmFormat format) {
        return new SamplesPayload(format, "L" + format.bits(), format.bytesPerTick(), 1);
    }

    static AudioFormat formatOf(PayloadDescription description) {
        String name = description.upperCaseName();
        int rate = description.clockRate();
        int channels = description.channels();
        return switch (name) {
            case "PCMU" -> new G711Format(G711Format.Law.MU, rate, channels);
            case "PCMA" -> new G711Format(G711Format.Law.A, rate, channels);
            case "G722" -> new G722Format(channels);
            case "L8", "L16", "L24" ->
                    new LpcmFormat(Integer.parseInt(name.substring(1)), rate, channels);
            default -> g726(name);
        };
    }

    private static G726Format g726(String name) {
        int kilobits = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
        return new G726Format(
                kilobits / 8,
                name.startsWith("AAL2")
                        ? G726Format.Packing.BIG_ENDIAN
                        : G726Format.Packing.LITTLE_ENDIAN);
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(
                payloadType, encoding, format.clockRate(), format.channels(), Map.of());
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return unit -> packetize(unit, sender);
    }

    private void packetize(Unit unit, RtpSender sender) {
        byte[] data = unit.payload();
        int steps = Math.max(1, sender.maxPayloadSize() / bytesPerStep);
        int room = steps * bytesPerStep;
        long timestamp = unit.ptsTicks();
        for (int position = 0; position < data.length; position += room) {
            int size = Math.min(room, data.length - position);
            ByteBuf out = sender.begin(timestamp, false);
            out.writeBytes(data, position, size);
            sender.end(size);
            timestamp += (long) steps * ticksPerStep;
        }
    }

    @Override
    public boolean coversChangeTo(Format next) {
        return format.equals(next);
    }

    /** A packet is a unit. */
    private record Received(AudioFormat format) implements AudioDepacketizer.Payload {
        @Override
        public List<AudioDepacketizer.Frame> read(byte[] packet, long timestamp, boolean marker)
                throws MalformedMediaException {
            int ticks = UnitDuration.ticks(format, packet).orElse(0);
            if (ticks == 0) {
                throw new MalformedMediaException(
                        "%d bytes of %s are no sample".formatted(packet.length, format.codec()));
            }
            return List.of(new AudioDepacketizer.Frame(packet, ticks));
        }

        @Override
        public boolean dropPartial() {
            return false;
        }
    }
}
