package io.millrace.media.lpcm;

import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;

/**
 * Audio of AES3 in PES packets (SMPTE ST 302): a header of 4 bytes, then pairs of samples of 16, 20
 * or 24 bits with 4 bits of status each; all bits in reverse order. 48 kHz, 2 to 8 channels.
 */
public final class Smpte302 {
    public static final int SAMPLE_RATE = 48_000;

    private static final int HEADER_BYTES = 4;
    private static final int STATUS_BITS = 4;

    private static final int MAX_PAYLOAD = 0xFFFF;

    private Smpte302() {}

    /** What a PES packet holds: its format, and the samples in the canonical form. */
    public record Audio(LpcmFormat format, byte[] samples) {}

    /** Unpacks the payload of one PES packet; 20 bits become 24. */
    public static Audio unpack(byte[] pes) throws MalformedMediaException {
        if (pes.length < HEADER_BYTES) {
            throw new MalformedMediaException("SMPTE 302M header of " + pes.length + " bytes");
        }
        int size = (pes[0] & 0xFF) << 8 | (pes[1] & 0xFF);
        int channels = 2 + 2 * (pes[2] >> 6 & 3);
        int bits = 16 + 4 * (pes[3] >> 4 & 3);
        if (bits > 24 || size > pes.length - HEADER_BYTES) {
            throw new MalformedMediaException(
                    "SMPTE 302M of %d bits, %d of %d bytes (ST 302, 6)"
                            .formatted(bits, pes.length - HEADER_BYTES, size));
        }
        int slotBits = bits + STATUS_BITS;
        int pairs = size * 8 / (2 * slotBits);
        int frames = pairs * 2 / channels;
        int bytes = bits == 16 ? 2 : 3;
        byte[] samples = new byte[frames * channels * bytes];
        for (int slot = 0; slot < frames * channels; slot++) {
            int value = reversed(pes, HEADER_BYTES * 8 + slot * slotBits, bits) << (24 - bits);
            for (int i = 0; i < bytes; i++) {
                samples[slot * bytes + i] = (byte) (value >> (16 - 8 * i));
            }
        }
        return new Audio(new LpcmFormat(8 * bytes, SAMPLE_RATE, channels), samples);
    }

    /** Whether {@link #pack} can take a format. */
    public static boolean canPack(LpcmFormat format) {
        return format.sampleRate() == SAMPLE_RATE
                && format.channels() % 2 == 0
                && format.channels() <= 8
                && format.bits() >= 16;
    }

    /**
     * Packs canonical samples as the payload of one PES packet.
     *
     * @throws MalformedMediaException if they are no whole frames, or too many for one packet
     */
    public static byte[] pack(LpcmFormat format, byte[] samples) throws MalformedMediaException {
        int bits = format.bits();
        int bytes = bits / 8;
        int slots = samples.length / bytes;
        int size = slots * (bits + STATUS_BITS) / 8;
        if (!canPack(format) || samples.length % format.bytesPerTick() != 0 || size > MAX_PAYLOAD) {
            throw new MalformedMediaException(
                    "%d bytes of %s do not fit SMPTE 302M".formatted(samples.length, format));
        }
        byte[] pes = new byte[HEADER_BYTES + size];
        pes[0] = (byte) (size >> 8);
        pes[1] = (byte) size;
        pes[2] = (byte) ((format.channels() / 2 - 1) << 6);
        pes[3] = (byte) (((bits - 16) / 4) << 4);
        for (int slot = 0; slot < slots; slot++) {
            int value = 0;
            for (int i = 0; i < bytes; i++) {
                value = value << 8 | (samples[slot * bytes + i] & 0xFF);
            }
            writeReversed(pes, HEADER_BYTES * 8 + slot * (bits + STATUS_BITS), value, bits);
        }
        return pes;
    }

    /** A number whose lowest bit comes first. */
    private static int reversed(byte[] data, int firstBit, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int at = firstBit + i;
            value |= (data[at >> 3] >> (7 - (at & 7)) & 1) << i;
        }
        return value;
    }

    private static void writeReversed(byte[] data, int firstBit, int value, int count) {
        for (int i = 0; i < count; i++) {
            int at = firstBit + i;
            data[at >> 3] |= (byte) ((value >> i & 1) << (7 - (at & 7)));
        }
    }
}
