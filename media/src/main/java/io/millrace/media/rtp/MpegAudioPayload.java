package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.Ticks;
import io.millrace.media.Unit;
import io.millrace.media.mpegaudio.MpegAudioHeader;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** MPEG audio (RFC 2250, section 3.5): whole frames, or fragments of one, at 90 kHz. */
record MpegAudioPayload(MpegAudioFormat format) implements RtpPayload {
    private static final int CLOCK_RATE = 90_000;
    private static final int HEADER_BYTES = 4;

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    _ -> Optional.empty(),
                    (description, limits, sink) ->
                            new AudioDepacketizer(
                                    new Received(limits), description.clockRate(), sink));

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(payloadType, "MPA", CLOCK_RATE, 1, Map.of());
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return unit -> packetize(unit, sender);
    }

    private void packetize(Unit unit, RtpSender sender) throws MalformedMediaException {
        byte[] data = unit.payload();
        MpegAudioHeader.parse(data, 0, data.length);
        long timestamp = Ticks.convertNearest(unit.ptsTicks(), format.clockRate(), CLOCK_RATE);
        int room = sender.maxPayloadSize() - HEADER_BYTES;
        for (int position = 0; position < data.length; position += room) {
            int size = Math.min(room, data.length - position);
            ByteBuf out = sender.begin(timestamp, false);
            out.writeInt(position & 0xFFFF);
            out.writeBytes(data, position, size);
            sender.end(HEADER_BYTES + size);
        }
    }

    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof MpegAudioFormat;
    }

    /** Frames tell their own format and size. */
    private static final class Received implements AudioDepacketizer.Payload {
        private final Fragments fragments;
        private Optional<MpegAudioFormat> format = Optional.empty();

        Received(RtpLimits limits) {
            this.fragments = new Fragments(limits);
        }

        @Override
        public Format format() {
            return format.orElseThrow();
        }

        @Override
        public boolean dropPartial() {
            return fragments.drop();
        }

        @Override
        public List<AudioDepacketizer.Frame> read(byte[] packet, long timestamp, boolean marker)
                throws MalformedMediaException {
            if (packet.length <= HEADER_BYTES) {
                throw new MalformedMediaException("MPA payload of " + packet.length + " bytes");
            }
            int offset = (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF);
            if (offset > 0) {
                return fragment(packet, offset, timestamp);
            }
            fragments.drop();
            return frames(packet, timestamp);
        }

        private List<AudioDepacketizer.Frame> frames(byte[] packet, long timestamp)
                throws MalformedMediaException {
            List<AudioDepacketizer.Frame> frames = new ArrayList<>();
            int position = HEADER_BYTES;
            while (position < packet.length) {
                int left = packet.length - position;
                MpegAudioHeader header = MpegAudioHeader.parse(packet, position, left);
                if (header.frameBytes() > left) {
                    if (frames.isEmpty()) {
                        fragments.begin(packet, position, left, timestamp);
                        return List.of();
                    }
                    throw new MalformedMediaException("MPA frame is cut off (RFC 2250, 3.5)");
                }
                int end = position + header.frameBytes();
                frames.add(frame(header, Arrays.copyOfRange(packet, position, end)));
                position = end;
            }
            return frames;
        }

        private List<AudioDepacketizer.Frame> fragment(byte[] packet, int offset, long timestamp)
                throws MalformedMediaException {
            if (!fragments.continuesAt(timestamp) || fragments.size() != offset) {
                throw new MalformedMediaException(
                        "MPA fragment at %d where %d is due (RFC 2250, section 3.5)"
                                .formatted(offset, fragments.size()));
            }
            fragments.append(packet, HEADER_BYTES, packet.length - HEADER_BYTES);
            byte[] data = fragments.take();
            MpegAudioHeader header = MpegAudioHeader.parse(data, 0, data.length);
            if (data.length < header.frameBytes()) {
                fragments.begin(data, 0, data.length, timestamp);
                return List.of();
            }
            return List.of(frame(header, Arrays.copyOf(data, header.frameBytes())));
        }

        private AudioDepacketizer.Frame frame(MpegAudioHeader header, byte[] data) {
            format = Optional.of(header.format());
            return new AudioDepacketizer.Frame(data, header.format().samplesPerUnit());
        }
    }
}
