package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.JpegFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.jpeg.JpegImage;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Optional;

/**
 * M-JPEG (RFC 2435): the scan of a baseline image in parts, each after the image's size and type;
 * its quantization tables come in the first. Images up to 2,040 pixels wide and high.
 */
record JpegPayload(JpegFormat format) implements RtpPayload {
    private static final int TYPE_420 = 1;
    private static final int WITH_RESTARTS = 64;
    private static final int MAX_BLOCKS = 255;
    private static final int MAIN_HEADER = 8;
    private static final int RESTART_HEADER = 4;
    private static final int TABLES_HEADER = 4;
    private static final int MAX_OFFSET = 0xFF_FFFF;

    /** Tables of their own, in every image (section 4.2). */
    private static final int OWN_TABLES = 255;

    /** The whole restart interval may be anywhere: F, L and a count of all ones (section 3.1.7). */
    private static final int ANY_RESTART = 0xFFFF;

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    _ -> Optional.of(new JpegFormat()),
                    (description, limits, sink) ->
                            new FrameDepacketizer(
                                    new JpegFrames(), description.clockRate(), limits, sink));

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(payloadType, "JPEG", format.clockRate(), 1, Map.of());
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return unit -> packetize(JpegImage.parse(unit.payload()), unit.ptsTicks(), sender);
    }

    private static void packetize(JpegImage image, long timestamp, RtpSender sender)
            throws MalformedMediaException {
        byte[] scan = image.scan();
        if (blocks(image.width()) > MAX_BLOCKS
                || blocks(image.height()) > MAX_BLOCKS
                || scan.length == 0
                || scan.length > MAX_OFFSET) {
            throw new MalformedMediaException(
                    "JPEG of %dx%d, %d bytes (RFC 2435, section 3.1)"
                            .formatted(image.width(), image.height(), scan.length));
        }
        int tables = TABLES_HEADER + image.quantization().length;
        int common = MAIN_HEADER + (image.restartInterval() > 0 ? RESTART_HEADER : 0);
        if (sender.maxPayloadSize() <= common + tables) {
            throw new MalformedMediaException("JPEG tables do not fit a packet");
        }
        int position = 0;
        while (position < scan.length) {
            int header = common + (position == 0 ? tables : 0);
            int size = Math.min(sender.maxPayloadSize() - header, scan.length - position);
            ByteBuf out = sender.begin(timestamp, position + size == scan.length);
            writeHeader(image, position, out);
            out.writeBytes(scan, position, size);
            sender.end(header + size);
            position += size;
        }
    }

    private static void writeHeader(JpegImage image, int offset, ByteBuf out) {
        boolean restarts = image.restartInterval() > 0;
        out.writeInt(offset);
        out.writeByte((image.halfHeight() ? TYPE_420 : 0) | (restarts ? WITH_RESTARTS : 0));
        out.writeByte(OWN_TABLES);
        out.writeByte(blocks(image.width()));
        out.writeByte(blocks(image.height()));
        if (restarts) {
            out.writeShort(image.restartInterval());
            out.writeShort(ANY_RESTART);
        }
        if (offset == 0) {
            out.writeShort(0);
            out.writeShort(image.quantization().length);
            out.writeBytes(image.quantization());
        }
    }

    private static int blocks(int pixels) {
        return (pixels + 7) / 8;
    }

    /** Every image tells all of itself. */
    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof JpegFormat;
    }
}
