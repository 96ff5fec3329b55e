package io.millrace.media.ac3;

import io.millrace.media.Ac3Format;
import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;

/**
 * The head of an AC-3 syncframe: syncinfo and the begin of bsi (ETSI TS 102 366, 4.3.1 and 4.3.2).
 *
 * @param channels with the low frequency one
 * @param frameBytes of the whole syncframe
 * @param specificConfig content of the box dac3 that describes it (annex F.4)
 */
public record Ac3Header(int sampleRate, int channels, int frameBytes, Bytes specificConfig) {
    /** Bytes that are needed to parse it. */
    public static final int SIZE = 8;

    /** The highest bsid of AC-3; above it is E-AC-3, from 11 on. */
    static final int MAX_BSID = 10;

    static final int[] RATES = {48_000, 44_100, 32_000};

    /** Full bandwidth channels by acmod (table 4.3). */
    static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};

    private static final int SYNC_WORD = 0x0B77;

    /** Kilobits a second by frmsizecod / 2 (table 4.13). */
    private static final int[] BIT_RATES = {
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
    };

    /** Whether a syncframe of AC-3 or E-AC-3 may begin here. */
    public static boolean isSync(byte[] data, int offset) {
        return offset + 1 < data.length && data[offset] == 0x0B && data[offset + 1] == 0x77;
    }

    /** Whether the syncframe at {@code offset} is E-AC-3: bsid stands in the same place. */
    public static boolean isEnhanced(byte[] data, int offset, int available)
            throws MalformedMediaException {
        if (available < 6) {
            throw new MalformedMediaException("AC-3 header of " + available + " bytes");
        }
        return (data[offset + 5] >> 3 & 0x1F) > MAX_BSID;
    }

    /** Parses the head of the syncframe at {@code offset}. */
    public static Ac3Header parse(byte[] data, int offset, int available)
            throws MalformedMediaException {
        BitReader bits = new BitReader(data, offset, Math.min(available, SIZE));
        if (bits.bits(16) != SYNC_WORD) {
            throw new MalformedMediaException("no AC-3 syncword (ETSI TS 102 366, 4.4.1.1)");
        }
        bits.skip(16);
        int rateCode = bits.bits(2);
        int sizeCode = bits.bits(6);
        int streamId = bits.bits(5);
        int mode = bits.bits(3);
        int channelMode = bits.bits(3);
        if (rateCode == 3 || sizeCode >> 1 >= BIT_RATES.length || streamId > MAX_BSID) {
            throw new MalformedMediaException(
                    "AC-3 fscod %d, frmsizecod %d, bsid %d (ETSI TS 102 366, 4.4)"
                            .formatted(rateCode, sizeCode, streamId));
        }
        skipMixLevels(bits, channelMode);
        int lowFrequency = bits.bits(1);
        int config =
                rateCode << 22
                        | streamId << 17
                        | mode << 14
                        | channelMode << 11
                        | lowFrequency << 10
                        | sizeCode >> 1 << 5;
        byte[] box = {(byte) (config >> 16), (byte) (config >> 8), (byte) config};
        // bsid 9 and 10 are half and quarter rates; frames are as long as at the full one.
        int sampleRate = RATES[rateCode] >> Math.max(0, streamId - 8);
        return new Ac3Header(
                sampleRate,
                CHANNELS[channelMode] + lowFrequency,
                frameBytes(rateCode, sizeCode),
                Bytes.copyOf(box));
    }

    /** cmixlev, surmixlev and dsurmod stand before lfeon (4.3.2). */
    private static void skipMixLevels(BitReader bits, int channelMode)
            throws MalformedMediaException {
        if ((channelMode & 1) != 0 && channelMode != 1) {
            bits.skip(2);
        }
        if ((channelMode & 4) != 0) {
            bits.skip(2);
        }
        if (channelMode == 2) {
            bits.skip(2);
        }
    }

    /** Table 4.13: 1,536 samples in words of 16 bits; at 44.1 kHz the lowest bit adds one. */
    private static int frameBytes(int rateCode, int sizeCode) {
        int bitRate = BIT_RATES[sizeCode >> 1];
        return switch (rateCode) {
            case 0 -> bitRate * 4;
            case 1 -> 2 * (bitRate * 1000 * 96 / 44_100 + (sizeCode & 1));
            default -> bitRate * 6;
        };
    }

    public Ac3Format format() {
        return new Ac3Format(specificConfig, sampleRate, channels);
    }
}
