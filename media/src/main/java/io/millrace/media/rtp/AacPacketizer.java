package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;

/**
 * Writes AAC access units as RTP packets (RFC 3640, AAC-hbr: sizeLength 13, indexLength and
 * indexDeltaLength 3): one a packet, or in fragments where it is too big.
 */
final class AacPacketizer implements Packetizer {
    private static final int MAX_ACCESS_UNIT = 0x1FFF;
    private static final int HEADERS_BITS = 16;
    private static final int HEADERS_BYTES = 4;

    private final RtpSender sender;

    AacPacketizer(RtpSender sender) {
        this.sender = sender;
    }

    @Override
    public void packetize(Unit unit) throws MalformedMediaException {
        byte[] payload = unit.payload();
        if (payload.length == 0 || payload.length > MAX_ACCESS_UNIT) {
            throw new MalformedMediaException(
                    "AAC access unit of %d bytes (RFC 3640, section 3.3.6)"
                            .formatted(payload.length));
        }
        int room = sender.maxPayloadSize() - HEADERS_BYTES;
        int position = 0;
        while (position < payload.length) {
            int size = Math.min(room, payload.length - position);
            boolean end = position + size == payload.length;
            ByteBuf out = sender.begin(unit.ptsTicks(), end);
            out.writeShort(HEADERS_BITS);
            out.writeShort(payload.length << 3);
            out.writeBytes(payload, position, size);
            sender.end(HEADERS_BYTES + size);
            position += size;
        }
    }
}
