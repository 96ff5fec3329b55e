package io.millrace.media.h265;

import io.millrace.media.BitReader;
import io.millrace.media.MalformedMediaException;

/**
 * The general part of profile_tier_level (H.265, 7.3.3).
 *
 * @param compatibilityFlags general_profile_compatibility_flag 0 to 31, first in the highest bit
 * @param constraintFlags the 48 bits between those and the level
 * @param levelIdc 30 times the level
 */
public record ProfileTierLevel(
        int profileSpace,
        boolean highTier,
        int profileIdc,
        long compatibilityFlags,
        long constraintFlags,
        int levelIdc) {
    private static final int SUB_LAYER_PROFILE_BITS = 88;
    private static final int LEVEL_BITS = 8;

    static ProfileTierLevel parse(BitReader bits, int maxSubLayersMinus1)
            throws MalformedMediaException {
        int space = bits.bits(2);
        boolean high = bits.flag();
        int profile = bits.bits(5);
        long compatibility = bits.unsigned32();
        long constraints = bits.unsigned32() << 16 | bits.bits(16);
        int level = bits.bits(8);
        skipSubLayers(bits, maxSubLayersMinus1);
        return new ProfileTierLevel(space, high, profile, compatibility, constraints, level);
    }

    private static void skipSubLayers(BitReader bits, int count) throws MalformedMediaException {
        int toSkip = 0;
        for (int i = 0; i < count; i++) {
            toSkip += bits.flag() ? SUB_LAYER_PROFILE_BITS : 0;
            toSkip += bits.flag() ? LEVEL_BITS : 0;
        }
        if (count > 0) {
            bits.skip(2 * (8 - count));
        }
        bits.skip(toSkip);
    }
}
