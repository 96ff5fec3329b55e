package io.millrace.media.hls;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnitType;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h265.H265NalUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether pictures may carry closed captions (CTA-708, by ANSI/SCTE 128-1, 8.1: SEI messages of
 * registered user data). Whoever sends captions has such messages in all pictures, empty ones too.
 */
final class ClosedCaptions {
    /** itu_t_t35_country_code, itu_t_t35_provider_code, user_identifier "GA94". */
    private static final byte[] MARK = Bytes.ofHex("b5003147413934").toByteArray();

    private ClosedCaptions() {}

    /** False if there are none; true if there are, or it cannot be told. */
    static boolean mayBeIn(Track video, List<CmafSegment> segments) {
        Format format = video.format();
        if (format instanceof Vp8Format || format instanceof Vp9Format) {
            return false;
        }
        boolean isH265 = format instanceof H265Format;
        if (!isH265 && !(format instanceof H264Format)) {
            return true;
        }
        Stream<Unit> pictures =
                segments.stream()
                        .map(segment -> segment.track(video.id()))
                        .flatMap(Optional::stream)
                        .map(TrackSegment::units)
                        .flatMap(List::stream);
        return pictures.anyMatch(picture -> mayBeIn(isH265, picture.payload()));
    }

    private static boolean mayBeIn(boolean isH265, byte[] picture) {
        try {
            return NalUnits.ofLengthPrefixed(picture).stream()
                    .takeWhile(unit -> !isSlice(isH265, unit))
                    .anyMatch(unit -> isMessage(isH265, unit) && hasMark(unit));
        } catch (MalformedMediaException unreadable) {
            return true;
        }
    }

    private static boolean isSlice(boolean isH265, NalUnit unit) {
        return isH265
                ? H265NalUnit.isPicture(H265NalUnit.type(unit))
                : NalUnitType.isPicture(unit.type());
    }

    private static boolean isMessage(boolean isH265, NalUnit unit) {
        return isH265
                ? H265NalUnit.type(unit) == H265NalUnit.PREFIX_SEI
                : unit.type() == NalUnitType.SEI;
    }

    /** No emulation prevention byte can be in the mark. */
    private static boolean hasMark(NalUnit unit) {
        for (int at = 1; at + MARK.length <= unit.size(); at++) {
            if (isMark(unit, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMark(NalUnit unit, int at) {
        for (int index = 0; index < MARK.length; index++) {
            if (unit.unsignedByte(at + index) != (MARK[index] & 0xFF)) {
                return false;
            }
        }
        return true;
    }
}
