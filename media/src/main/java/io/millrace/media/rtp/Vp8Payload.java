package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Vp8Format;
import io.millrace.media.vp8.Vp8Frame;
import java.util.Map;

/** VP8 (RFC 7741): parts of a frame after a payload descriptor. */
record Vp8Payload(Vp8Format format) implements RtpPayload {
    private static final int EXTENDED = 0x80;
    private static final int BEGINS_PARTITION = 0x10;
    private static final int PARTITION_INDEX = 0x07;
    private static final int HAS_PICTURE_ID = 0x80;
    private static final int HAS_TL0_INDEX = 0x40;
    private static final int HAS_LAYER_OR_KEY = 0x30;

    private static final int HEADER_BYTES = 4;
    private static final int LONG_PICTURE_ID = 0x8000;

    static final RtpEncoding RECEIVED = SelfDescribingFrames.encoding(new Received());

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(payloadType, "VP8", format.clockRate(), 1, Map.of());
    }

    /** Partitions are not told apart: all are sent as one, as section 4.4 allows. */
    @Override
    public Packetizer packetizer(RtpSender sender) {
        PictureId pictureId = new PictureId(sender.nextSequenceNumber());
        return unit -> {
            int id = LONG_PICTURE_ID | pictureId.next();
            FramePacketizer.write(
                    unit.payload(),
                    unit.ptsTicks(),
                    HEADER_BYTES,
                    (first, _, out) -> {
                        out.writeByte(EXTENDED | (first ? BEGINS_PARTITION : 0));
                        out.writeByte(HAS_PICTURE_ID);
                        out.writeShort(id);
                    },
                    sender);
        };
    }

    /** Key frames tell their size. */
    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof Vp8Format;
    }

    private record Received() implements SelfDescribingFrames.Codec {
        @Override
        public int headerBytes(byte[] packet) throws MalformedMediaException {
            PayloadReader in = new PayloadReader(packet, "VP8 (RFC 7741, section 4.2)");
            if ((in.next() & EXTENDED) != 0) {
                int fields = in.next();
                if ((fields & HAS_PICTURE_ID) != 0 && (in.next() & 0x80) != 0) {
                    in.next();
                }
                in.skip((fields & HAS_TL0_INDEX) != 0 ? 1 : 0);
                in.skip((fields & HAS_LAYER_OR_KEY) != 0 ? 1 : 0);
            }
            return in.payloadAt();
        }

        @Override
        public boolean beginsFrame(byte[] packet) {
            return (packet[0] & BEGINS_PARTITION) != 0 && (packet[0] & PARTITION_INDEX) == 0;
        }

        @Override
        public SelfDescribingFrames.Head head(byte[] data) throws MalformedMediaException {
            Vp8Frame frame = Vp8Frame.parse(data);
            return new SelfDescribingFrames.Head(frame.keyFrame(), frame.format());
        }
    }
}
