package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.Unit;
import io.millrace.media.codec.StartCodes;
import io.millrace.media.mpegvideo.MpegVideoPicture;
import io.millrace.media.mpegvideo.MpegVideoSequence;
import java.util.Map;
import java.util.Optional;

/**
 * MPEG-1 and MPEG-2 video (RFC 2250, section 3.4): parts of a picture after a header of 4 bytes.
 */
record MpegVideoPayload(MpegVideoFormat format) implements RtpPayload {
    private static final int HEADER_BYTES = 4;
    private static final int EXTENSION_BYTES = 4;
    private static final int HAS_EXTENSION = 0x04;
    private static final int SEQUENCE_HEADER_PRESENT = 0x2000;
    private static final int BEGINS_SLICE = 0x1000;
    private static final int ENDS_SLICE = 0x0800;

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    _ -> Optional.empty(),
                    (description, limits, sink) ->
                            new FrameDepacketizer(
                                    new Received(), description.clockRate(), limits, sink));

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(payloadType, "MPV", format.clockRate(), 1, Map.of());
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return unit -> packetize(unit, sender);
    }

    private static void packetize(Unit unit, RtpSender sender) throws MalformedMediaException {
        MpegVideoPicture picture = MpegVideoPicture.parse(unit.payload());
        int type = picture.intra() ? 1 : picture.bidirectional() ? 3 : 2;
        int common = picture.temporalReference() << 16 | type << 8;
        int sequence = picture.sequenceHeaderAt().isPresent() ? SEQUENCE_HEADER_PRESENT : 0;
        FramePacketizer.write(
                unit.payload(),
                unit.ptsTicks(),
                HEADER_BYTES,
                (first, last, out) ->
                        out.writeInt(
                                common
                                        | (first ? sequence | BEGINS_SLICE : 0)
                                        | (last ? ENDS_SLICE : 0)),
                sender);
    }

    /** The sequence header is in-band before every key picture. */
    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof MpegVideoFormat;
    }

    private static final class Received implements FrameDepacketizer.Payload {
        private Optional<MpegVideoFormat> format = Optional.empty();
        private Optional<MpegVideoSequence> sequence = Optional.empty();

        @Override
        public int headerBytes(byte[] packet) throws MalformedMediaException {
            boolean extended = (packet[0] & HAS_EXTENSION) != 0;
            int size = HEADER_BYTES + (extended ? EXTENSION_BYTES : 0);
            if (packet.length <= size) {
                throw new MalformedMediaException(
                        "MPV payload of %d bytes".formatted(packet.length));
            }
            return size;
        }

        @Override
        public boolean beginsUnit(byte[] packet, int offset) {
            return packet.length - offset >= StartCodes.SIZE
                    && StartCodes.next(packet, offset, packet.length) == offset
                    && MpegVideoPicture.beginsUnit(StartCodes.value(packet, offset));
        }

        @Override
        public Optional<FrameDepacketizer.Frame> frame(byte[] joined)
                throws MalformedMediaException {
            MpegVideoPicture picture = MpegVideoPicture.parse(joined);
            if (picture.sequenceHeaderAt().isPresent()) {
                int at = picture.sequenceHeaderAt().getAsInt();
                format = Optional.of(MpegVideoSequence.format(joined, at, joined.length));
                byte[] header = format.get().sequenceHeader().toByteArray();
                sequence = Optional.of(MpegVideoSequence.parse(header, 0, header.length));
            }
            return format.isPresent()
                    ? Optional.of(new FrameDepacketizer.Frame(joined, picture.randomAccess()))
                    : Optional.empty();
        }

        @Override
        public Format format() {
            return format.orElseThrow();
        }

        @Override
        public int reorderDepth() {
            return sequence.orElseThrow().lowDelay() ? 0 : 1;
        }

        @Override
        public long frameTicks() {
            return sequence.orElseThrow().frameTicks();
        }
    }
}
