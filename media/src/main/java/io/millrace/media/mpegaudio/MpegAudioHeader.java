package io.millrace.media.mpegaudio;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegAudioFormat;

/**
 * The header of an MPEG audio frame (ISO/IEC 11172-3, 2.4.1.3; 13818-3, 2.4.2.3; MPEG 2.5).
 *
 * @param frameBytes of the whole frame, header included
 */
public record MpegAudioHeader(int layer, int sampleRate, int channels, int frameBytes) {
    public static final int SIZE = 4;

    private static final int VERSION_1 = 3;
    private static final int VERSION_RESERVED = 1;
    private static final int MONO = 3;
    private static final int[] RATES = {44_100, 48_000, 32_000};

    /** Kilobits a second by index 1 to 14 (11172-3, 2.4.2.3; 13818-3, 2.4.2.3). */
    private static final int[] LAYER_1 = {
        32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448
    };

    private static final int[] LAYER_2 = {
        32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384
    };
    private static final int[] LAYER_3 = {
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
    };
    private static final int[] LOW_RATE_LAYER_1 = {
        32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256
    };
    private static final int[] LOW_RATE = {
        8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
    };

    /** Whether these could be the first two bytes of a frame: to find one in damaged streams. */
    public static boolean isSync(byte[] data, int offset) {
        return offset + 1 < data.length
                && (data[offset] & 0xFF) == 0xFF
                && (data[offset + 1] & 0xE0) == 0xE0;
    }

    /** Parses the header at {@code offset}; free-format bit rates are not supported. */
    public static MpegAudioHeader parse(byte[] data, int offset, int available)
            throws MalformedMediaException {
        if (available < SIZE || offset < 0 || offset > data.length - SIZE) {
            throw new MalformedMediaException("MPEG audio header of " + available + " bytes");
        }
        if (!isSync(data, offset)) {
            throw new MalformedMediaException("no MPEG audio syncword (ISO/IEC 11172-3, 2.4.2.3)");
        }
        int version = data[offset + 1] >> 3 & 3;
        int layer = 4 - (data[offset + 1] >> 1 & 3);
        int bitRate = data[offset + 2] >> 4 & 0xF;
        int rate = data[offset + 2] >> 2 & 3;
        if (version == VERSION_RESERVED || layer > 3 || bitRate == 15 || rate == 3) {
            throw new MalformedMediaException(
                    "MPEG audio header with reserved values (ISO/IEC 11172-3, 2.4.2.3)");
        }
        if (bitRate == 0) {
            throw new MalformedMediaException("MPEG audio of free format is not supported");
        }
        int sampleRate = RATES[rate] >> (version == VERSION_1 ? 0 : version == 2 ? 1 : 2);
        int bitsPerSecond = 1000 * rates(version == VERSION_1, layer)[bitRate - 1];
        int padding = data[offset + 2] >> 1 & 1;
        int channels = (data[offset + 3] >> 6 & 3) == MONO ? 1 : 2;
        return new MpegAudioHeader(
                layer, sampleRate, channels, frameBytes(layer, sampleRate, bitsPerSecond, padding));
    }

    private static int[] rates(boolean version1, int layer) {
        if (version1) {
            return layer == 1 ? LAYER_1 : layer == 2 ? LAYER_2 : LAYER_3;
        }
        return layer == 1 ? LOW_RATE_LAYER_1 : LOW_RATE;
    }

    /** 11172-3, 2.4.3.1: whole slots, of 4 bytes in layer I. */
    private static int frameBytes(int layer, int sampleRate, int bitsPerSecond, int padding) {
        if (layer == 1) {
            return (12 * bitsPerSecond / sampleRate + padding) * 4;
        }
        int samples = layer == 3 && sampleRate < 32_000 ? 576 : 1152;
        return samples / 8 * bitsPerSecond / sampleRate + padding;
    }

    public MpegAudioFormat format() {
        return new MpegAudioFormat(layer, sampleRate, channels);
    }
}
