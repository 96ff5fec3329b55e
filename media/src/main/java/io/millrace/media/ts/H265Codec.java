package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h265.H265AccessUnit;
import io.millrace.media.h265.H265NalUnit;
import io.millrace.media.h265.H265ParameterSets;
import java.util.Optional;

/** H.265 as a byte stream (H.265, annex B; ISO/IEC 13818-1, 2.17). */
final class H265Codec implements VideoCodec {
    private final H265ParameterSets parameterSets = new H265ParameterSets();
    private boolean hasSlice = true;

    /** The first NAL unit of an access unit (H.265, 7.4.2.4.4). */
    @Override
    public boolean beginsAccessUnit(byte[] bytes, int at, int end) {
        int type = H265NalUnit.typeOf(bytes[at] & 0xFF);
        boolean picture = H265NalUnit.isPicture(type);
        boolean begins = hasSlice && (picture ? isFirstSlice(bytes, at, end) : mayBegin(type));
        hasSlice = picture || (hasSlice && !begins);
        return begins;
    }

    /** first_slice_segment_in_pic_flag. */
    private static boolean isFirstSlice(byte[] bytes, int at, int end) {
        int slice = at + H265NalUnit.HEADER_SIZE;
        return slice < end && (bytes[slice] & 0x80) != 0;
    }

    private static boolean mayBegin(int type) {
        return (type >= H265NalUnit.VPS && type <= H265NalUnit.ACCESS_UNIT_DELIMITER)
                || type == H265NalUnit.PREFIX_SEI
                || (type >= 41 && type <= 44)
                || (type >= 48 && type <= 55);
    }

    @Override
    public void onLoss() {
        hasSlice = true;
    }

    @Override
    public Optional<Picture> picture(byte[] bytes) throws MalformedMediaException {
        H265AccessUnit accessUnit = H265AccessUnit.of(NalUnits.ofAnnexB(bytes));
        parameterSets.update(accessUnit.parameterSets());
        return accessUnit.hasPicture()
                ? Optional.of(new Picture(accessUnit.payload(), accessUnit.randomAccess()))
                : Optional.empty();
    }

    @Override
    public Optional<Format> format() {
        return parameterSets.format().map(H265Format.class::cast);
    }

    /** Fields are access units of their own in H.265, each with its time. */
    @Override
    public boolean hasFramesOnly() {
        return true;
    }

    @Override
    public long frameTicks() {
        double rate =
                parameterSets
                        .sequenceParameterSet()
                        .map(sequence -> sequence.framesPerSecond().orElse(0))
                        .orElse(0.0);
        return rate > 0 ? Math.round(TsConstants.CLOCK_RATE / rate) : 0;
    }
}
