package io.millrace.media.rtp;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.Unit;
import io.millrace.media.codec.StartCodes;
import io.millrace.media.mpeg4video.Mpeg4VideoUnit;
import io.millrace.media.mpeg4video.VideoObjectLayer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** MPEG-4 part 2 video (RFC 6416, sections 5 and 7.1): a VOP in one or more packets. */
record Mpeg4VideoPayload(Mpeg4VideoFormat format) implements RtpPayload {
    static final String ENCODING = "MP4V-ES";
    private static final String CONFIG = "config";
    private static final long FRAME_TICKS_WHERE_UNKNOWN = Format.VIDEO_CLOCK_RATE / 30;

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    Mpeg4VideoPayload::formatOf,
                    (description, limits, sink) ->
                            new FrameDepacketizer(
                                    new Received(formatOf(description)),
                                    description.clockRate(),
                                    limits,
                                    sink));

    private static Optional<Mpeg4VideoFormat> formatOf(PayloadDescription description)
            throws MalformedMediaException {
        String config = description.parameter(CONFIG).orElse("");
        if (config.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Mpeg4VideoFormat(Bytes.copyOf(HexFormat.of().parseHex(config))));
        } catch (IllegalArgumentException notHex) {
            throw new MalformedMediaException("config=" + config + " (RFC 6416, section 7.1)");
        }
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("profile-level-id", "1");
        parameters.put(CONFIG, format.configuration().toString());
        return new PayloadDescription(payloadType, ENCODING, format.clockRate(), 1, parameters);
    }

    /** The configuration goes in-band too, before each random access unit. */
    @Override
    public Packetizer packetizer(RtpSender sender) {
        return unit ->
                FramePacketizer.write(
                        withConfiguration(unit), unit.ptsTicks(), 0, (_, _, _) -> {}, sender);
    }

    private byte[] withConfiguration(Unit unit) {
        if (!unit.randomAccess()) {
            return unit.payload();
        }
        byte[] config = format.configuration().toByteArray();
        byte[] all = new byte[config.length + unit.sizeBytes()];
        System.arraycopy(config, 0, all, 0, config.length);
        System.arraycopy(unit.payload(), 0, all, config.length, unit.sizeBytes());
        return all;
    }

    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof Mpeg4VideoFormat;
    }

    private static final class Received implements FrameDepacketizer.Payload {
        private Optional<Mpeg4VideoFormat> format;

        Received(Optional<Mpeg4VideoFormat> described) {
            this.format = described;
        }

        @Override
        public int headerBytes(byte[] packet) {
            return 0;
        }

        @Override
        public boolean beginsUnit(byte[] packet, int offset) {
            return packet.length - offset >= StartCodes.SIZE
                    && StartCodes.next(packet, offset, packet.length) == offset
                    && Mpeg4VideoUnit.beginsUnit(StartCodes.value(packet, offset));
        }

        @Override
        public Optional<FrameDepacketizer.Frame> frame(byte[] joined)
                throws MalformedMediaException {
            Mpeg4VideoUnit unit = Mpeg4VideoUnit.parse(joined);
            if (unit.configuration().isPresent()) {
                format = unit.configuration().map(Mpeg4VideoFormat::new);
            }
            return format.isPresent()
                    ? Optional.of(new FrameDepacketizer.Frame(unit.payload(), unit.randomAccess()))
                    : Optional.empty();
        }

        @Override
        public Format format() {
            return format.orElseThrow();
        }

        /** Where the layer header cannot be read, B VOPs are reckoned with. */
        @Override
        public int reorderDepth() {
            try {
                byte[] config = format.orElseThrow().configuration().toByteArray();
                return VideoObjectLayer.find(config).lowDelay() ? 0 : 1;
            } catch (MalformedMediaException _) {
                return 1;
            }
        }

        @Override
        public long frameTicks() {
            return FRAME_TICKS_WHERE_UNKNOWN;
        }
    }
}
