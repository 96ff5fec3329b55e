package io.millrace.media.hls;

import io.millrace.media.AacFormat;
import io.millrace.media.Ac3Format;
import io.millrace.media.Av1Format;
import io.millrace.media.Bytes;
import io.millrace.media.Eac3Format;
import io.millrace.media.FlacFormat;
import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.G722Format;
import io.millrace.media.G726Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.JpegFormat;
import io.millrace.media.KlvFormat;
import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.RtpFormat;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.av1.Av1Configuration;
import io.millrace.media.h265.H265SequenceParameterSet;
import io.millrace.media.h265.ProfileTierLevel;
import io.millrace.media.vp9.Vp9Configuration;
import java.util.Optional;

/** Codecs as the CODECS attribute names them (RFC 6381, sections 3.3 and 3.4). */
public final class CodecName {
    private CodecName() {}

    /** The name; empty if players of HLS and DASH know none. */
    public static Optional<String> of(Format format) {
        return switch (format) {
            case H264Format h264 -> Optional.of(ofH264(h264.sequenceParameterSets().getFirst()));
            case AacFormat aac ->
                    Optional.of("mp4a.40." + audioObjectType(aac.audioSpecificConfig()));
            case H265Format h265 -> ofH265(h265);
            case Av1Format av1 -> ofAv1(av1);
            case Vp9Format vp9 -> Optional.of(Vp9Configuration.codecName(vp9));
            case OpusFormat _ -> Optional.of("opus");
            case MpegAudioFormat audio ->
                    Optional.of(audio.layer() == 3 ? "mp4a.40.34" : "mp4a.40.33");
            case Ac3Format _ -> Optional.of("ac-3");
            case Eac3Format _ -> Optional.of("ec-3");
            case FlacFormat _ -> Optional.of("fLaC");
            case MpegVideoFormat _, Mpeg4VideoFormat _, Vp8Format _, JpegFormat _ ->
                    Optional.empty();
            case G711Format _, G722Format _, G726Format _, LpcmFormat _ -> Optional.empty();
            case KlvFormat _, RtpFormat _, TsDataFormat _, TransportStreamFormat _ ->
                    Optional.empty();
        };
    }

    /** {@code avc1.} and profile_idc, constraint flags and level_idc: the SPS's bytes 1 to 3. */
    private static String ofH264(Bytes sps) {
        if (sps.size() < 4) {
            return "avc1";
        }
        return "avc1.%02x%02x%02x"
                .formatted(sps.unsignedByte(1), sps.unsignedByte(2), sps.unsignedByte(3));
    }

    /**
     * {@code hvc1.}, profile, compatibility flags from the last on, tier and level, constraint
     * bytes without zeros at the end (ISO/IEC 14496-15, annex E.3). Empty without a readable SPS.
     */
    private static Optional<String> ofH265(H265Format format) {
        ProfileTierLevel profile;
        try {
            profile =
                    H265SequenceParameterSet.parse(format.sequenceParameterSets().getFirst())
                            .profile();
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
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
        return Optional.of(name.toString());
    }

    private static Optional<String> ofAv1(Av1Format format) {
        try {
            return Optional.of(Av1Configuration.codecName(format));
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
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
