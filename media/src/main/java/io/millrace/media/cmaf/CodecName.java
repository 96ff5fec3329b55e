package io.millrace.media.cmaf;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.codec.StartCodes;
import io.millrace.media.h265.H265SequenceParameterSet;
import io.millrace.media.h265.ProfileTierLevel;
import io.millrace.media.mpegvideo.MpegVideoSequence;
import java.util.Optional;

/** Codecs as the CODECS attribute names them (RFC 6381, sections 3.3 and 3.4). */
public final class CodecName {
    private static final int OBJECT_TYPE_MPEG2_SIMPLE = 0x60;
    private static final int OBJECT_TYPE_MPEG2_MAIN = 0x61;
    private static final int OBJECT_TYPE_MPEG2_422 = 0x65;
    private static final int OBJECT_TYPE_MPEG1_VIDEO = 0x6A;
    private static final int MPEG2_PROFILE_SIMPLE = 5;
    private static final int VISUAL_OBJECT_SEQUENCE = 0xB0;

    private CodecName() {}

    /** The name; empty if players of HLS and DASH know none. */
    public static Optional<String> of(Format format) {
        if (format instanceof MpegVideoFormat video) {
            return mpegVideo(video);
        }
        if (format instanceof Mpeg4VideoFormat video) {
            return Optional.of(mpeg4Video(video));
        }
        return SampleEntryBox.of(format).map(SampleEntryBox::codecName);
    }

    /** {@code mp4v.} and the object type (ISO/IEC 14496-1, table 5); empty if unreadable. */
    private static Optional<String> mpegVideo(MpegVideoFormat format) {
        byte[] header = format.sequenceHeader().toByteArray();
        try {
            MpegVideoSequence sequence = MpegVideoSequence.parse(header, 0, header.length);
            int type =
                    sequence.version() == 1
                            ? OBJECT_TYPE_MPEG1_VIDEO
                            : mpeg2ObjectType(sequence.profileAndLevel());
            return Optional.of("mp4v.%02X".formatted(type));
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
    }

    /** Profiles simple to high count down to 1 (ISO/IEC 13818-2, table 8-2); 4:2:2 is escaped. */
    private static int mpeg2ObjectType(int profileAndLevel) {
        int profile = profileAndLevel >> 4;
        if (profile == 8) {
            return OBJECT_TYPE_MPEG2_422;
        }
        return profile >= 1 && profile <= 5
                ? OBJECT_TYPE_MPEG2_SIMPLE + MPEG2_PROFILE_SIMPLE - profile
                : OBJECT_TYPE_MPEG2_MAIN;
    }

    /**
     * {@code mp4v.20} and profile_and_level_indication, if it is there (ISO/IEC 14496-2, 6.2.2).
     */
    private static String mpeg4Video(Mpeg4VideoFormat format) {
        Bytes headers = format.configuration();
        byte[] bytes = headers.toByteArray();
        int at = StartCodes.next(bytes, 0, bytes.length);
        boolean told =
                at + StartCodes.SIZE < bytes.length
                        && StartCodes.value(bytes, at) == VISUAL_OBJECT_SEQUENCE;
        return told ? "mp4v.20." + headers.unsignedByte(at + StartCodes.SIZE) : "mp4v.20";
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
