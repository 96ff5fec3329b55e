package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.NalUnitType;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import io.millrace.media.h264.SequenceParameterSet;
import java.util.Optional;

/** H.264 as a byte stream (H.264, annex B; ISO/IEC 13818-1, 2.14). */
final class H264Codec implements VideoCodec {
    private final ParameterSets parameterSets = new ParameterSets();
    private Optional<SequenceParameterSet> sequence = Optional.empty();
    private boolean hasSlice = true;

    /** The first NAL unit of an access unit (H.264, 7.4.1.2.3). */
    @Override
    public boolean beginsAccessUnit(byte[] bytes, int at, int end) {
        int type = bytes[at] & 0x1F;
        boolean begins =
                switch (type) {
                    case NalUnitType.SLICE, NalUnitType.SLICE_PARTITION_A, NalUnitType.IDR_SLICE ->
                            hasSlice && isFirstSlice(bytes, at, end);
                    case NalUnitType.SEI,
                            NalUnitType.SPS,
                            NalUnitType.PPS,
                            NalUnitType.ACCESS_UNIT_DELIMITER,
                            NalUnitType.PREFIX,
                            NalUnitType.SUBSET_SPS,
                            16,
                            17,
                            18 ->
                            hasSlice;
                    default -> false;
                };
        hasSlice = NalUnitType.isPicture(type) || (hasSlice && !begins);
        return begins;
    }

    /** first_mb_in_slice is 0: a single bit. */
    private static boolean isFirstSlice(byte[] bytes, int at, int end) {
        return at + 1 < end && (bytes[at + 1] & 0x80) != 0;
    }

    @Override
    public void onLoss() {
        hasSlice = true;
    }

    @Override
    public Optional<Picture> picture(byte[] bytes) throws MalformedMediaException {
        AccessUnit accessUnit = AccessUnit.of(NalUnits.ofAnnexB(bytes));
        if (parameterSets.update(accessUnit.parameterSets())) {
            sequence = parameterSets.format().flatMap(SequenceParameterSet::of);
        }
        return accessUnit.hasPicture()
                ? Optional.of(new Picture(accessUnit.payload(), accessUnit.randomAccess()))
                : Optional.empty();
    }

    @Override
    public Optional<Format> format() {
        return parameterSets.format().map(H264Format.class::cast);
    }

    @Override
    public boolean hasFramesOnly() {
        return sequence.isEmpty() || sequence.get().framesOnly();
    }

    @Override
    public long frameTicks() {
        if (sequence.isEmpty() || sequence.get().framesPerSecond().isEmpty()) {
            return 0;
        }
        double rate = sequence.get().framesPerSecond().getAsDouble();
        return rate > 0 ? Math.round(TsConstants.CLOCK_RATE / rate) : 0;
    }
}
