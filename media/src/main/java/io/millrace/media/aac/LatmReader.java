package io.millrace.media.aac;

import io.millrace.media.AacFormat;
import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes raw AAC access units out of LATM (ISO/IEC 14496-3, 1.7.3): AudioMuxElements of one program
 * with one layer, as all encoders write it. Remembers the newest StreamMuxConfig. Not thread-safe.
 */
public final class LatmReader {
    private static final int MAX_ACCESS_UNIT = 1 << 16;
    private static final int LOAS_SYNC = 0x2B7;

    /** Bytes of AudioSyncStream's header (1.7.2). */
    public static final int LOAS_HEADER = 3;

    private Optional<Mux> mux = Optional.empty();

    /**
     * A StreamMuxConfig (1.7.3.1).
     *
     * @param fixedBytes of every access unit; 0 where each tells its own length
     * @param otherDataBits after the payloads
     */
    private record Mux(AacFormat format, int subFrames, int fixedBytes, int otherDataBits) {}

    /** The format; empty until a configuration came. */
    public Optional<AacFormat> format() {
        return mux.map(Mux::format);
    }

    /** Reads a StreamMuxConfig that comes apart: of a session description. */
    public void configure(byte[] streamMuxConfig) throws MalformedMediaException {
        mux = Optional.of(readConfig(new BitReader(streamMuxConfig)));
    }

    /**
     * The size of the whole AudioSyncStream frame at {@code offset}: header and AudioMuxElement
     * (1.7.2).
     */
    public static int loasFrameBytes(byte[] data, int offset, int available)
            throws MalformedMediaException {
        if (available < LOAS_HEADER) {
            throw new MalformedMediaException("LOAS header of " + available + " bytes");
        }
        BitReader bits = new BitReader(data, offset, LOAS_HEADER);
        if (bits.bits(11) != LOAS_SYNC) {
            throw new MalformedMediaException("no LOAS syncword (ISO/IEC 14496-3, 1.7.2)");
        }
        return LOAS_HEADER + bits.bits(13);
    }

    /**
     * The access units of one AudioMuxElement; none before the first configuration.
     *
     * @param configPresent whether it may bring a configuration: always in LOAS, in RTP only if the
     *     session description says so
     */
    public List<byte[]> read(byte[] data, int offset, int size, boolean configPresent)
            throws MalformedMediaException {
        BitReader bits = new BitReader(data, offset, size);
        if (configPresent && !bits.flag()) {
            mux = Optional.of(readConfig(bits));
        }
        List<byte[]> units = new ArrayList<>();
        if (mux.isPresent()) {
            for (int i = 0; i < mux.get().subFrames(); i++) {
                units.add(payload(bits, mux.get()));
            }
            bits.skip(Math.min(mux.get().otherDataBits(), bits.remainingBits()));
        }
        return units;
    }

    /** PayloadLengthInfo and PayloadMux (1.7.3.1). */
    private static byte[] payload(BitReader bits, Mux mux) throws MalformedMediaException {
        int size = mux.fixedBytes();
        if (size == 0) {
            int part;
            do {
                part = bits.bits(8);
                size += part;
            } while (part == 0xFF && size < MAX_ACCESS_UNIT);
        }
        if (size > bits.remainingBits() / 8) {
            throw new MalformedMediaException(
                    "LATM payload of %d bytes, %d bits left (ISO/IEC 14496-3, 1.7.3)"
                            .formatted(size, bits.remainingBits()));
        }
        byte[] unit = new byte[size];
        for (int i = 0; i < size; i++) {
            unit[i] = (byte) bits.bits(8);
        }
        return unit;
    }

    private static Mux readConfig(BitReader bits) throws MalformedMediaException {
        boolean version1 = bits.flag();
        if (version1 && bits.flag()) {
            throw unsupported("audioMuxVersionA 1");
        }
        if (version1) {
            latmValue(bits); // taraBufferFullness
        }
        boolean sameFraming = bits.flag();
        int subFrames = bits.bits(6) + 1;
        int programs = bits.bits(4) + 1;
        int layers = bits.bits(3) + 1;
        if (!sameFraming || programs > 1 || layers > 1) {
            throw unsupported(programs + " programs, " + layers + " layers");
        }
        AacFormat format = version1 ? configOfKnownSize(bits) : config(bits);
        int lengthType = bits.bits(3);
        int fixedBytes = 0;
        switch (lengthType) {
            case 0 -> bits.skip(8); // latmBufferFullness
            case 1 -> fixedBytes = bits.bits(9) + 20;
            default -> throw unsupported("frameLengthType " + lengthType);
        }
        int otherDataBits = bits.flag() ? otherDataBits(bits, version1) : 0;
        if (bits.flag()) { // crcCheckPresent
            bits.skip(8);
        }
        return new Mux(format, subFrames, fixedBytes, otherDataBits);
    }

    private static int otherDataBits(BitReader bits, boolean version1)
            throws MalformedMediaException {
        if (version1) {
            return latmValue(bits);
        }
        int length = 0;
        boolean more = true;
        for (int i = 0; more && i < 3; i++) {
            more = bits.flag();
            length = length << 8 | bits.bits(8);
        }
        return length;
    }

    /** AudioSpecificConfig of which nobody says how long it is: it must be read to its end. */
    private static AacFormat config(BitReader bits) throws MalformedMediaException {
        BitReader copy = bits.copy();
        int before = bits.remainingBits();
        if (AudioSpecificConfig.parse(bits).channelConfiguration() == 0) {
            throw unsupported("a program_config_element");
        }
        return AudioSpecificConfig.format(take(copy, before - bits.remainingBits()));
    }

    private static AacFormat configOfKnownSize(BitReader bits) throws MalformedMediaException {
        int size = latmValue(bits);
        if (size > bits.remainingBits()) {
            throw new MalformedMediaException("AudioSpecificConfig of " + size + " bits in LATM");
        }
        return AudioSpecificConfig.format(take(bits, size));
    }

    /** The next bits as bytes, filled up with zeros. */
    private static Bytes take(BitReader bits, int count) throws MalformedMediaException {
        byte[] content = new byte[(count + 7) / 8];
        for (int i = 0; i < content.length; i++) {
            int part = Math.min(8, count - 8 * i);
            content[i] = (byte) (bits.bits(part) << (8 - part));
        }
        return Bytes.copyOf(content);
    }

    /** LatmGetValue (1.7.3.1); values that we read fit 31 bits. */
    private static int latmValue(BitReader bits) throws MalformedMediaException {
        int bytes = bits.bits(2) + 1;
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | bits.bits(8);
        }
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    private static MalformedMediaException unsupported(String what) {
        return new MalformedMediaException("LATM with " + what + " is not supported");
    }
}
