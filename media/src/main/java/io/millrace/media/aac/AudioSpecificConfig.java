package io.millrace.media.aac;

import io.millrace.media.AacFormat;
import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;

/**
 * The decoder configuration of AAC (ISO/IEC 14496-3, 1.6.2.1), as far as it is needed to frame and
 * time the audio. SBR and PS extensions are tolerated, signalled or not: rates are those of the AAC
 * core, so that a unit always is 1,024 samples.
 *
 * @param objectType 2 for AAC-LC, also where SBR (5) or PS (29) is signalled before it
 * @param sampleRate of the core
 * @param channelConfiguration as in table 1.19; 0 where a program_config_element tells
 * @param channels number of output channels of the core
 */
public record AudioSpecificConfig(
        int objectType, int sampleRate, int channelConfiguration, int channels) {
    public static final int AAC_MAIN = 1;
    public static final int AAC_LC = 2;
    private static final int AAC_SSR = 3;
    private static final int AAC_LTP = 4;
    private static final int SBR = 5;
    private static final int PS = 29;
    private static final int SYNC_SBR = 0x2B7;
    private static final int SYNC_PS = 0x548;
    private static final int ESCAPED_TYPE = 31;
    private static final int MAX_SAMPLE_RATE = 192_000;

    /** Parses a configuration; what follows the part that is needed here is passed over. */
    public static AudioSpecificConfig parse(Bytes config) throws MalformedMediaException {
        return parse(new BitReader(config.toByteArray()));
    }

    /** Likewise, leaving the reader behind GASpecificConfig's flags, before any channel list. */
    static AudioSpecificConfig parse(BitReader bits) throws MalformedMediaException {
        int objectType = objectType(bits);
        int sampleRate = sampleRate(bits);
        int channelConfiguration = bits.bits(4);
        if (objectType == SBR || objectType == PS) {
            sampleRate(bits);
            objectType = objectType(bits);
        }
        if (objectType < AAC_MAIN || objectType > AAC_LTP || objectType == AAC_SSR) {
            throw new MalformedMediaException(
                    "audio object type " + objectType + " is not AAC (ISO/IEC 14496-3, 1.5.1)");
        }
        readFrameLength(bits);
        int channels =
                channelConfiguration == 0
                        ? ProgramConfig.channels(bits)
                        : SampleRates.channels(channelConfiguration);
        return new AudioSpecificConfig(objectType, sampleRate, channelConfiguration, channels);
    }

    /**
     * The audio object type that plays all of it: SBR (5) and PS (29) also where AAC-LC comes first
     * and an extension tells them (1.6.5.2), for decoders that know neither. What only the
     * bitstream tells, no name can say.
     */
    public static int playedType(Bytes config) throws MalformedMediaException {
        int first = objectType(new BitReader(config.toByteArray()));
        if (first == SBR || first == PS) {
            return first;
        }
        BitReader bits = new BitReader(config.toByteArray());
        AudioSpecificConfig core = parse(bits);
        boolean extended =
                core.channelConfiguration() != 0
                        && bits.remainingBits() >= 21
                        && bits.bits(11) == SYNC_SBR
                        && objectType(bits) == SBR
                        && bits.flag();
        if (!extended) {
            return core.objectType();
        }
        sampleRate(bits);
        boolean parametric = bits.remainingBits() >= 12 && bits.bits(11) == SYNC_PS && bits.flag();
        return parametric ? PS : SBR;
    }

    /** The format that a configuration describes; it keeps the configuration as it came. */
    public static AacFormat format(Bytes config) throws MalformedMediaException {
        AudioSpecificConfig parsed = parse(config);
        return new AacFormat(config, parsed.sampleRate(), parsed.channels());
    }

    /** The configuration of plain AAC of one object type; {@link AacFormat} ready to use. */
    public static AacFormat format(int objectType, int sampleRate, int channelConfiguration)
            throws MalformedMediaException {
        return format(build(objectType, sampleRate, channelConfiguration));
    }

    /** Writes a configuration without extensions (1.6.2.1, 4.4.1). */
    public static Bytes build(int objectType, int sampleRate, int channelConfiguration) {
        int index = SampleRates.indexOf(sampleRate);
        long bits = objectType;
        int count = 5;
        bits = bits << 4 | index;
        count += 4;
        if (index == SampleRates.EXPLICIT) {
            bits = bits << 24 | sampleRate;
            count += 24;
        }
        bits = bits << 4 | channelConfiguration;
        count += 4;
        // frameLengthFlag, dependsOnCoreCoder and extensionFlag are 0.
        int size = (count + 3 + 7) / 8;
        bits <<= size * 8 - count;
        byte[] config = new byte[size];
        for (int i = 0; i < size; i++) {
            config[i] = (byte) (bits >>> (8 * (size - 1 - i)));
        }
        return Bytes.copyOf(config);
    }

    /** GASpecificConfig (4.4.1) up to where the channels may follow. */
    private static void readFrameLength(BitReader bits) throws MalformedMediaException {
        if (bits.flag()) {
            throw new MalformedMediaException("AAC with 960 samples a unit is not supported");
        }
        if (bits.flag()) {
            bits.skip(14);
        }
        bits.skip(1);
    }

    private static int objectType(BitReader bits) throws MalformedMediaException {
        int type = bits.bits(5);
        return type == ESCAPED_TYPE ? 32 + bits.bits(6) : type;
    }

    private static int sampleRate(BitReader bits) throws MalformedMediaException {
        int index = bits.bits(4);
        int rate = index == SampleRates.EXPLICIT ? bits.bits(24) : SampleRates.rate(index);
        if (rate <= 0 || rate > MAX_SAMPLE_RATE) {
            throw new MalformedMediaException("AAC sample rate of " + rate + " Hz");
        }
        return rate;
    }
}
