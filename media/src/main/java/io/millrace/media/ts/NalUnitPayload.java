package io.millrace.media.ts;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import java.util.ArrayList;
import java.util.List;

/**
 * A byte stream of H.264 or H.265 (annex B of each) in which each access unit begins with a
 * delimiter, as ISO/IEC 13818-1, 2.14.1 and 2.17.1 ask, and has parameter sets where decoding may
 * start.
 */
record NalUnitPayload(Naming naming, byte[] delimiter, byte[] entryPrefix) implements UnitPayload {
    /** Any kind of slice may follow (H.264, table 7-5). */
    private static final Bytes H264_DELIMITER = Bytes.ofHex("09f0");

    /** Likewise (H.265, table 7-2). */
    private static final Bytes H265_DELIMITER = Bytes.ofHex("460150");

    static NalUnitPayload of(H264Format format) {
        List<Bytes> prefix = new ArrayList<>();
        prefix.add(H264_DELIMITER);
        prefix.addAll(format.sequenceParameterSets());
        prefix.addAll(format.pictureParameterSets());
        return new NalUnitPayload(
                Naming.video(StreamTypes.H264), annexB(List.of(H264_DELIMITER)), annexB(prefix));
    }

    static NalUnitPayload of(H265Format format) {
        List<Bytes> prefix = new ArrayList<>();
        prefix.add(H265_DELIMITER);
        prefix.addAll(format.videoParameterSets());
        prefix.addAll(format.sequenceParameterSets());
        prefix.addAll(format.pictureParameterSets());
        Naming naming =
                new Naming(
                        StreamTypes.H265,
                        PesHeader.STREAM_ID_VIDEO,
                        Descriptors.join(Descriptors.registration("HEVC")));
        return new NalUnitPayload(naming, annexB(List.of(H265_DELIMITER)), annexB(prefix));
    }

    private static byte[] annexB(List<Bytes> units) {
        return NalUnits.toAnnexB(units.stream().map(NalUnit::of).toList());
    }

    @Override
    public List<byte[]> of(List<Unit> units) throws MalformedMediaException {
        List<byte[]> parts = new ArrayList<>();
        for (Unit unit : units) {
            parts.add(unit.randomAccess() ? entryPrefix : delimiter);
            parts.add(NalUnits.toAnnexB(NalUnits.ofLengthPrefixed(unit.payload())));
        }
        return parts;
    }
}
