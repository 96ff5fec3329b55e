package io.millrace.media.cmaf;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.h265.H265SequenceParameterSet;
import io.millrace.media.h265.ProfileTierLevel;
import java.util.Optional;

/** Codecs as the CODECS attribute names them (RFC 6381, sections 3.3 and 3.4). */
public final class CodecName {
    private CodecName() {}

    /** The name; empty if players of HLS and DASH know none. */
    public static Optional<String> of(Format format) {
        return SampleEntryBox.of(format).map(SampleEntryBox::codecName);
    }

    /** {@code avc1.} and profile_idc, constraint flags and level_idc: the SPS's bytes 1 to 3. */
    static String h264(H264Format format) {
        Bytes sps = format.sequenceParameterSets().getFirst();
        if (sps.size() < 4) {
            return "avc1";
        }
        return "avc1.%02x%02x%02x"
                .formatted(sps.unsignedByte(1), sps.unsignedByte(2), sps.unsignedByte(3));
    }

    /**
     * {@code hvc1.}, profile, compatibility flags from the last on, tier and level, constraint
     * bytes without zeros at the end (ISO/IEC 14496-15, annex E.3).
     */
    static String h265(H265Format format) throws MalformedMediaException {
        ProfileTierLevel profile =
                H265SequenceParameterSet.parse(format.sequenceParameterSets().getFirst()).profile();
        String space =
                profile.profileSpace() == 0 ? "" : "" + (char) ('@' + profile.profileSpace());
        StringBuilder name = new StringBuilder("hvc1.").append(space);
        name.append(profile.profileIdc())
                .append('.')
                .append(Integer.toHexString(Integer.reverse((int) profile.compatibilityFlags())))
                .append(profile.highTier() ? ".H" : ".L")
                .append(profile.levelIdc());
        for (long rest = profile.constraintFlags() << 16; rest != 0; rest <<= 8) {
            name.append('.').append(Long.toHexString(rest >>> 56));
        }
        return name.toString();
    }

    static String mpeg4(AacFormat format) {
        Bytes config = format.audioSpecificConfig();
        try {
            return "mp4a.40." + AudioSpecificConfig.playedType(config);
        } catch (MalformedMediaException _) {
            return "mp4a.40." + audioObjectType(config);
        }
    }

    /** Audio object types 33 and 34. */
    static String mpeg4(MpegAudioFormat format) {
        return format.layer() == 3 ? "mp4a.40.34" : "mp4a.40.33";
    }

    /** audioObjectType: 5 bits, or 31 and 6 bits more (ISO/IEC 14496-3, 1.6.2.1); LC if unknown. */
    private static int audioObjectType(Bytes config) {
        if (config.size() < 2) {
            return 2;
        }
        int type = config.unsignedByte(0) >> 3;
        if (type < 31) {
            return type;
        }
        return 32 + ((config.unsignedByte(0) & 7) << 3 | config.unsignedByte(1) >> 5);
    }
}
