package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Vp9Format;
import io.millrace.media.vp9.Vp9Frame;
import java.util.Map;

/**
 * VP9 (RFC 9628): parts of a frame after a payload descriptor. Sent in non-flexible mode, without
 * layers; received with layers too, whose frames are joined.
 */
record Vp9Payload(Vp9Format format) implements RtpPayload {
    private static final int HAS_PICTURE_ID = 0x80;
    private static final int IS_INTER_PICTURE = 0x40;
    private static final int HAS_LAYERS = 0x20;
    private static final int FLEXIBLE = 0x10;
    private static final int BEGINS_FRAME = 0x08;
    private static final int ENDS_FRAME = 0x04;
    private static final int HAS_SCALABILITY = 0x02;

    private static final int HEADER_BYTES = 3;
    private static final int MAX_REFERENCES = 3;
    private static final int LONG_PICTURE_ID = 0x8000;

    static final RtpEncoding RECEIVED = SelfDescribingFrames.encoding(new Received());

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(
                payloadType,
                "VP9",
                format.clockRate(),
                1,
                Map.of("profile-id", Integer.toString(format.profile())));
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        PictureId pictureId = new PictureId(sender.nextSequenceNumber());
        return unit -> {
            int common = HAS_PICTURE_ID | (unit.randomAccess() ? 0 : IS_INTER_PICTURE);
            int id = LONG_PICTURE_ID | pictureId.next();
            FramePacketizer.write(
                    unit.payload(),
                    unit.ptsTicks(),
                    HEADER_BYTES,
                    (first, last, out) -> {
                        out.writeByte(
                                common | (first ? BEGINS_FRAME : 0) | (last ? ENDS_FRAME : 0));
                        out.writeShort(id);
                    },
                    sender);
        };
    }

    /** Key frames tell the rest. */
    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof Vp9Format vp9 && vp9.profile() == format.profile();
    }

    private record Received() implements SelfDescribingFrames.Codec {
        @Override
        public int headerBytes(byte[] packet) throws MalformedMediaException {
            PayloadReader in = new PayloadReader(packet, "VP9 (RFC 9628, section 4.2)");
            int flags = in.next();
            if ((flags & HAS_PICTURE_ID) != 0 && (in.next() & 0x80) != 0) {
                in.next();
            }
            boolean flexible = (flags & FLEXIBLE) != 0;
            if ((flags & HAS_LAYERS) != 0) {
                in.skip(flexible ? 1 : 2);
            }
            if (flexible && (flags & IS_INTER_PICTURE) != 0) {
                skipReferences(in);
            }
            if ((flags & HAS_SCALABILITY) != 0) {
                skipScalability(in);
            }
            return in.payloadAt();
        }

        /** P_DIFF, up to three, each telling whether one more follows. */
        private static void skipReferences(PayloadReader in) throws MalformedMediaException {
            int references = 1;
            while ((in.next() & 1) != 0) {
                if (++references > MAX_REFERENCES) {
                    throw in.malformed("more than three references");
                }
            }
        }

        /** The scalability structure (4.2.1). */
        private static void skipScalability(PayloadReader in) throws MalformedMediaException {
            int flags = in.next();
            if ((flags & 0x10) != 0) {
                in.skip(4 * ((flags >> 5) + 1));
            }
            if ((flags & 0x08) != 0) {
                int pictures = in.next();
                for (int i = 0; i < pictures; i++) {
                    in.skip(in.next() >> 2 & 3);
                }
            }
        }

        @Override
        public boolean beginsFrame(byte[] packet) {
            return (packet[0] & BEGINS_FRAME) != 0;
        }

        @Override
        public SelfDescribingFrames.Head head(byte[] data) throws MalformedMediaException {
            Vp9Frame frame = Vp9Frame.parse(data);
            return new SelfDescribingFrames.Head(frame.keyFrame(), frame.format());
        }
    }
}
