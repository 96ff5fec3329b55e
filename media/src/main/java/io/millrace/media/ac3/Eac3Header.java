package io.millrace.media.ac3;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.Eac3Format;
import io.millrace.media.MalformedMediaException;

/**
 * The head of an E-AC-3 syncframe (ETSI TS 102 366, E.1.2.1 and E.1.2.2).
 *
 * @param dependent extends the independent substream before it
 * @param channels with the low frequency one
 * @param samples 256 to 1,536 of each channel
 * @param frameBytes of this syncframe
 */
public record Eac3Header(
        boolean dependent,
        int substreamId,
        int sampleRate,
        int channels,
        int samples,
        int frameBytes,
        Coding coding) {
    /** Bytes that are needed to parse it. */
    public static final int SIZE = 6;

    private static final int SYNC_WORD = 0x0B77;
    private static final int MAX_BSID = 16;
    private static final int SAMPLES_PER_BLOCK = 256;
    private static final int[] BLOCKS = {1, 2, 3, 6};

    /** What the box dec3 repeats of it. */
    record Coding(int rateCode, int streamId, int channelMode, int lowFrequency) {}

    /** Parses the head of the syncframe at {@code offset}. */
    public static Eac3Header parse(byte[] data, int offset, int available)
            throws MalformedMediaException {
        BitReader bits = new BitReader(data, offset, Math.min(available, SIZE));
        if (bits.bits(16) != SYNC_WORD) {
            throw new MalformedMediaException("no E-AC-3 syncword (ETSI TS 102 366, 4.4.1.1)");
        }
        int streamType = bits.bits(2);
        int substreamId = bits.bits(3);
        int frameBytes = 2 * (bits.bits(11) + 1);
        int rateCode = bits.bits(2);
        int blockCode = bits.bits(2);
        int channelMode = bits.bits(3);
        int lowFrequency = bits.bits(1);
        int streamId = bits.bits(5);
        boolean reduced = rateCode == 3;
        if (streamType == 3
                || streamId <= Ac3Header.MAX_BSID
                || streamId > MAX_BSID
                || (reduced && blockCode == 3)) {
            throw new MalformedMediaException(
                    "E-AC-3 strmtyp %d, bsid %d, fscod2 %d (ETSI TS 102 366, E.1.3.1)"
                            .formatted(streamType, streamId, blockCode));
        }
        // At half the rate the two bits that told the blocks tell the rate, and there are six.
        int sampleRate = reduced ? Ac3Header.RATES[blockCode] / 2 : Ac3Header.RATES[rateCode];
        int blocks = reduced ? BLOCKS[3] : BLOCKS[blockCode];
        return new Eac3Header(
                streamType == 1,
                substreamId,
                sampleRate,
                Ac3Header.CHANNELS[channelMode] + lowFrequency,
                blocks * SAMPLES_PER_BLOCK,
                frameBytes,
                new Coding(rateCode, streamId, channelMode, lowFrequency));
    }

    /** Whether this syncframe begins a new unit: an independent substream 0. */
    public boolean beginsUnit() {
        return !dependent && substreamId == 0;
    }

    /**
     * The format of a stream whose units begin so; the box dec3 tells one independent substream
     * (annex F.6), as nearly all streams have.
     */
    public Eac3Format format() {
        int kilobits = (int) Math.min(0x1FFF, (long) frameBytes * 8 * sampleRate / samples / 1000);
        long config =
                (long) kilobits << 27
                        | (long) coding.rateCode() << 22
                        | (long) coding.streamId() << 17
                        | (long) coding.channelMode() << 9
                        | (long) coding.lowFrequency() << 8;
        byte[] box = new byte[5];
        for (int i = 0; i < box.length; i++) {
            box[i] = (byte) (config >> (8 * (4 - i)));
        }
        return new Eac3Format(Bytes.copyOf(box), sampleRate, channels);
    }
}
