package io.millrace.media.aac;

import io.millrace.media.MalformedMediaException;

/** Tables of sampling frequencies and channel configurations (ISO/IEC 14496-3, 1.6.3). */
final class SampleRates {
    /** The index that says that the rate follows in 24 bits. */
    static final int EXPLICIT = 15;

    private static final int[] RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350
    };
    private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 0, 8};

    private SampleRates() {}

    static int rate(int index) throws MalformedMediaException {
        if (index < 0 || index >= RATES.length) {
            throw new MalformedMediaException(
                    "sampling frequency index " + index + " (ISO/IEC 14496-3, table 1.18)");
        }
        return RATES[index];
    }

    /** The index of a rate, or {@link #EXPLICIT}. */
    static int indexOf(int rate) {
        for (int index = 0; index < RATES.length; index++) {
            if (RATES[index] == rate) {
                return index;
            }
        }
        return EXPLICIT;
    }

    /** Output channels of a channel configuration other than 0. */
    static int channels(int configuration) throws MalformedMediaException {
        int channels =
                configuration > 0 && configuration < CHANNELS.length ? CHANNELS[configuration] : 0;
        if (channels == 0) {
            throw new MalformedMediaException(
                    "channel configuration " + configuration + " (ISO/IEC 14496-3, table 1.19)");
        }
        return channels;
    }
}
