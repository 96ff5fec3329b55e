package io.millrace.media.av1;

import io.millrace.media.Av1Format;
import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * What descriptions say of AV1 (AV1 Codec ISO Media File Format Binding, 2.3 and 5): the
 * AV1CodecConfigurationRecord, and the name in CODECS.
 */
public final class Av1Configuration {
    private static final int MARKER_AND_VERSION = 0x81;

    /** Bytes before the OBUs. */
    private static final int FIXED_BYTES = 4;

    private Av1Configuration() {}

    /** Writes the record: four bytes and the sequence header. */
    public static void write(Av1Format format, ByteBuf out) throws MalformedMediaException {
        out.writeInt(head(format));
        out.writeBytes(format.sequenceHeader().toByteArray());
    }

    /** The record's first four bytes. */
    public static int head(Av1Format format) throws MalformedMediaException {
        Av1SequenceHeader header = Av1SequenceHeader.of(format);
        Av1ColorConfig color = header.color();
        int shape =
                bit(header.highTier(), 7)
                        | bit(color.bitDepth() > 8, 6)
                        | bit(color.bitDepth() == 12, 5)
                        | bit(color.monochrome(), 4)
                        | bit(color.halfWidth(), 3)
                        | bit(color.halfHeight(), 2)
                        | color.samplePosition();
        return MARKER_AND_VERSION << 24
                | header.profile() << 21
                | header.level() << 16
                | shape << 8;
    }

    private static int bit(boolean set, int shift) {
        return set ? 1 << shift : 0;
    }

    /**
     * Reads the format that a record tells.
     *
     * @throws MalformedMediaException if it is cut off or has no sequence header
     */
    public static Av1Format read(byte[] record) throws MalformedMediaException {
        if (record.length <= FIXED_BYTES || (record[0] & 0xFF) != MARKER_AND_VERSION) {
            throw new MalformedMediaException("av1C of %d bytes (2.3)".formatted(record.length));
        }
        byte[] obus = new byte[record.length - FIXED_BYTES];
        System.arraycopy(record, FIXED_BYTES, obus, 0, obus.length);
        return Av1TemporalUnit.parse(obus)
                .format()
                .orElseThrow(() -> new MalformedMediaException("av1C without sequence header"));
    }

    /** {@code av01.}, profile, level and tier, bit depth. */
    public static String codecName(Av1Format format) throws MalformedMediaException {
        Av1SequenceHeader header = Av1SequenceHeader.of(format);
        return "av01.%d.%02d%s.%02d"
                .formatted(
                        header.profile(),
                        header.level(),
                        header.highTier() ? "H" : "M",
                        header.color().bitDepth());
    }
}
