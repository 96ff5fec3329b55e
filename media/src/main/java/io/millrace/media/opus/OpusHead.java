package io.millrace.media.opus;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.OpusFormat;
import io.netty.buffer.ByteBuf;

/**
 * The identification header {@code OpusHead} (RFC 7845, section 5.1), as FLV and others carry it.
 */
public final class OpusHead {
    private static final long MAGIC = 0x4F70_7573_4865_6164L; // OpusHead
    private static final int FIXED_SIZE = 19;
    private static final int MAX_MAJOR_VERSION = 0;

    private OpusHead() {}

    /** Reads a header, with its magic signature. Consumes. */
    public static OpusFormat read(ByteBuf in) throws MalformedMediaException {
        if (in.readableBytes() < FIXED_SIZE || in.readLong() != MAGIC) {
            throw new MalformedMediaException("no OpusHead (RFC 7845, section 5.1)");
        }
        int version = in.readUnsignedByte();
        if (version >> 4 > MAX_MAJOR_VERSION) {
            throw new MalformedMediaException("OpusHead version " + version);
        }
        int channels = in.readUnsignedByte();
        int preSkip = in.readUnsignedShortLE();
        in.skipBytes(6); // input sample rate, output gain
        int family = in.readUnsignedByte();
        return format(in, channels, preSkip, family);
    }

    /** The rest, which is the same in the box dOps: the channel mapping table (5.1.1). */
    public static OpusFormat format(ByteBuf in, int channels, int preSkip, int family)
            throws MalformedMediaException {
        if (family == 0) {
            if (channels < 1 || channels > 2) {
                throw new MalformedMediaException(
                        "Opus of family 0 with %d channels (RFC 7845, section 5.1.1.1)"
                                .formatted(channels));
            }
            return new OpusFormat(
                    channels, 0, 1, channels - 1, mappingOfOneStream(channels), preSkip);
        }
        if (in.readableBytes() < 2 + channels) {
            throw new MalformedMediaException("Opus channel mapping is cut off (RFC 7845, 5.1.1)");
        }
        int streams = in.readUnsignedByte();
        int coupled = in.readUnsignedByte();
        byte[] mapping = new byte[channels];
        in.readBytes(mapping);
        try {
            return new OpusFormat(
                    channels, family, streams, coupled, Bytes.copyOf(mapping), preSkip);
        } catch (IllegalArgumentException e) {
            throw new MalformedMediaException(e.getMessage() + " (RFC 7845, section 5.1.1)");
        }
    }

    private static Bytes mappingOfOneStream(int channels) {
        return Bytes.copyOf(channels == 1 ? new byte[] {0} : new byte[] {0, 1});
    }

    /** Writes a header. */
    public static void write(OpusFormat format, ByteBuf out) {
        out.writeLong(MAGIC);
        out.writeByte(1);
        out.writeByte(format.channels());
        out.writeShortLE(format.preSkip());
        out.writeIntLE(OpusFormat.CLOCK_RATE);
        out.writeShort(0);
        out.writeByte(format.mappingFamily());
        writeMapping(format, out);
    }

    /** Writes the channel mapping table, which family 0 has none of. */
    public static void writeMapping(OpusFormat format, ByteBuf out) {
        if (format.mappingFamily() != 0) {
            out.writeByte(format.streams());
            out.writeByte(format.coupledStreams());
            out.writeBytes(format.channelMapping().toByteArray());
        }
    }
}
