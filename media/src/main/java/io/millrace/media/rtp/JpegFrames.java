package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.JpegFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.jpeg.JpegImage;
import io.millrace.media.jpeg.JpegTables;
import java.util.Arrays;
import java.util.Optional;

/** Rebuilds JPEG images from their packets (RFC 2435, section 3.1). Not thread-safe. */
final class JpegFrames implements FrameDepacketizer.Payload {
    private static final int TYPE_MASK = 0x3F;
    private static final int WITH_RESTARTS = 64;
    private static final int DYNAMIC_TYPES = 128;
    private static final int FIRST_WITH_TABLES = 128;
    private static final int OWN_TABLES = 255;
    private static final int MAX_TABLES_BYTES = 2 * JpegTables.QUANTIZATION_SIZE;
    private static final long FRAME_TICKS_WHERE_UNKNOWN = Format.VIDEO_CLOCK_RATE / 30;

    private Optional<JpegImage> head = Optional.empty();
    private byte[] sentTables = new byte[0];
    private int tablesQuality;

    @Override
    public int headerBytes(byte[] packet) throws MalformedMediaException {
        PayloadReader in = new PayloadReader(packet, "JPEG (RFC 2435, section 3.1)");
        in.skip(1);
        int offset = in.nextMedium();
        int type = in.next();
        int quality = in.next();
        int width = 8 * in.next();
        int height = 8 * in.next();
        boolean restarts = (type & WITH_RESTARTS) != 0;
        if (type >= DYNAMIC_TYPES || (type & TYPE_MASK) > 1 || width == 0 || height == 0) {
            throw in.malformed("type %d, %dx%d".formatted(type, width, height));
        }
        int restartInterval = restarts ? in.nextShort() : 0;
        in.skip(restarts ? 2 : 0);
        if (offset == 0) {
            byte[] tables = tables(quality, packet, in);
            boolean halfHeight = (type & TYPE_MASK) == 1;
            head =
                    Optional.of(
                            new JpegImage(
                                    width,
                                    height,
                                    halfHeight,
                                    restartInterval,
                                    tables,
                                    new byte[0]));
        }
        return in.payloadAt();
    }

    /**
     * Tables of a quality below 128 are known; those of others are sent, but for 255 maybe once.
     */
    private byte[] tables(int quality, byte[] packet, PayloadReader in)
            throws MalformedMediaException {
        if (quality < FIRST_WITH_TABLES) {
            if (quality == 0 || quality > 99) {
                throw in.malformed("quality " + quality);
            }
            return JpegTables.quantization(quality);
        }
        in.skip(1);
        int precision = in.next();
        int size = in.nextShort();
        if (size == 0 && quality != OWN_TABLES && quality == tablesQuality) {
            return sentTables;
        }
        boolean one = size == JpegTables.QUANTIZATION_SIZE;
        if (precision != 0 || (!one && size != MAX_TABLES_BYTES)) {
            throw in.malformed("tables of %d bytes, precision %d".formatted(size, precision));
        }
        int at = packet.length - in.remaining();
        in.skip(size);
        byte[] tables = Arrays.copyOfRange(packet, at, at + MAX_TABLES_BYTES);
        if (one) {
            System.arraycopy(packet, at, tables, size, size);
        }
        sentTables = tables;
        tablesQuality = quality;
        return tables;
    }

    @Override
    public boolean beginsUnit(byte[] packet, int offset) {
        return packet[1] == 0 && packet[2] == 0 && packet[3] == 0;
    }

    @Override
    public Optional<FrameDepacketizer.Frame> frame(byte[] joined) {
        Optional<JpegImage> begun = head;
        head = Optional.empty();
        return begun.map(first -> first.with(withoutEnd(joined)))
                .map(image -> new FrameDepacketizer.Frame(image.toBytes(), true));
    }

    /** Some senders leave EOI on. */
    private static byte[] withoutEnd(byte[] scan) {
        int size = scan.length;
        boolean ended =
                size >= 2 && (scan[size - 2] & 0xFF) == 0xFF && (scan[size - 1] & 0xFF) == 0xD9;
        return ended ? Arrays.copyOf(scan, size - 2) : scan;
    }

    @Override
    public Format format() {
        return new JpegFormat();
    }

    @Override
    public int reorderDepth() {
        return 0;
    }

    @Override
    public long frameTicks() {
        return FRAME_TICKS_WHERE_UNKNOWN;
    }
}
