package io.millrace.media.aac;

import io.millrace.media.AacFormat;
import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;

/**
 * The ADTS header before each AAC frame in MPEG-TS and files (ISO/IEC 14496-3, 1.A.2).
 *
 * @param objectType 1 to 4; 2 for AAC-LC
 * @param sampleRate of the core
 * @param channelConfiguration as in table 1.19; 0 where the frame itself tells
 * @param headerSize 7, or 9 with a CRC
 * @param frameSize header included
 */
public record Adts(
        int objectType, int sampleRate, int channelConfiguration, int headerSize, int frameSize) {
    /** Bytes of the header that {@link #write} makes: without CRC. */
    public static final int HEADER_SIZE = 7;

    /** The largest frame, header included. */
    public static final int MAX_FRAME_SIZE = 0x1FFF;

    private static final int SYNC_WORD = 0xFFF;
    private static final int BUFFER_FULLNESS_VARIABLE = 0x7FF;

    /** Parses the header at {@code offset}; at least 7 bytes must be there. */
    public static Adts parse(byte[] array, int offset, int size) throws MalformedMediaException {
        BitReader bits = new BitReader(array, offset, size);
        if (bits.bits(12) != SYNC_WORD) {
            throw new MalformedMediaException("no ADTS sync word (ISO/IEC 14496-3, 1.A.2.2)");
        }
        bits.skip(1 + 2); // ID, layer
        int headerSize = bits.flag() ? HEADER_SIZE : HEADER_SIZE + 2;
        int objectType = bits.bits(2) + 1;
        int sampleRate = SampleRates.rate(bits.bits(4));
        bits.skip(1);
        int channelConfiguration = bits.bits(3);
        bits.skip(4);
        int frameSize = bits.bits(13);
        bits.skip(11);
        if (bits.bits(2) != 0) {
            throw new MalformedMediaException("several AAC frames after one ADTS header");
        }
        if (frameSize <= headerSize) {
            throw new MalformedMediaException("ADTS frame of " + frameSize + " bytes");
        }
        return new Adts(objectType, sampleRate, channelConfiguration, headerSize, frameSize);
    }

    /** The format that the frames after such headers have. */
    public AacFormat format() throws MalformedMediaException {
        if (channelConfiguration == 0) {
            throw new MalformedMediaException("ADTS without channel configuration");
        }
        return AudioSpecificConfig.format(objectType, sampleRate, channelConfiguration);
    }

    /**
     * Writes the header of a frame with {@code payloadSize} bytes.
     *
     * @throws MalformedMediaException if ADTS cannot say this format or size
     */
    public static void write(AacFormat format, int payloadSize, ByteBuf out)
            throws MalformedMediaException {
        AudioSpecificConfig config = AudioSpecificConfig.parse(format.audioSpecificConfig());
        write(config, payloadSize, out);
    }

    /** Likewise, for a caller that keeps the parsed configuration. */
    public static void write(AudioSpecificConfig config, int payloadSize, ByteBuf out)
            throws MalformedMediaException {
        int frameSize = HEADER_SIZE + payloadSize;
        int rateIndex = SampleRates.indexOf(config.sampleRate());
        if (frameSize > MAX_FRAME_SIZE
                || rateIndex == SampleRates.EXPLICIT
                || config.channelConfiguration() > 7) {
            throw new MalformedMediaException(
                    "ADTS cannot carry %d bytes of %s".formatted(payloadSize, config));
        }
        out.writeShort(SYNC_WORD << 4 | 1);
        out.writeByte(
                (config.objectType() - 1) << 6
                        | rateIndex << 2
                        | config.channelConfiguration() >> 2);
        out.writeByte((config.channelConfiguration() & 3) << 6 | frameSize >> 11);
        out.writeByte(frameSize >> 3);
        out.writeByte((frameSize & 7) << 5 | BUFFER_FULLNESS_VARIABLE >> 6);
        out.writeByte((BUFFER_FULLNESS_VARIABLE & 0x3F) << 2);
    }
}
