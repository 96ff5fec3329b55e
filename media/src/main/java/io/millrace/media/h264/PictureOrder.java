package io.millrace.media.h264;

import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.SequenceParameterSet.PictureOrderType;
import java.util.HashMap;
import java.util.Map;

/**
 * Computes the picture order count of each access unit (H.264, 8.2.1): the place of a picture in
 * output order, counted from its IDR picture. memory_management_control_operation 5 is not
 * followed. Not thread-safe.
 */
final class PictureOrder implements SliceHeader.ParameterSetLookup {
    private final Map<Integer, SequenceParameterSet> sequenceSets = new HashMap<>();
    private final Map<Integer, PictureParameterSet> pictureSets = new HashMap<>();

    private int previousMost;
    private int previousLeast;
    private int previousFrameNum;
    private long frameNumOffset;

    PictureOrder(H264Format format) throws MalformedMediaException {
        for (var sps : format.sequenceParameterSets()) {
            SequenceParameterSet parsed = SequenceParameterSet.parse(sps);
            sequenceSets.put(parsed.id(), parsed);
        }
        for (var pps : format.pictureParameterSets()) {
            PictureParameterSet parsed = PictureParameterSet.parse(pps);
            pictureSets.put(parsed.id(), parsed);
        }
    }

    @Override
    public PictureParameterSet picture(int id) throws MalformedMediaException {
        PictureParameterSet set = pictureSets.get(id);
        if (set == null) {
            throw new MalformedMediaException("slice refers to PPS " + id + ", which never came");
        }
        return set;
    }

    @Override
    public SequenceParameterSet sequence(int id) throws MalformedMediaException {
        SequenceParameterSet set = sequenceSets.get(id);
        if (set == null) {
            throw new MalformedMediaException("PPS refers to SPS " + id + ", which never came");
        }
        return set;
    }

    /** The header of a slice of the next picture, to be given to {@link #next}. */
    SliceHeader header(NalUnit slice) throws MalformedMediaException {
        return SliceHeader.parse(slice, this);
    }

    /** The count of the picture whose first slice has this header. */
    int next(SliceHeader header) {
        int frameNumBits = header.sequence().frameNumBits();
        return switch (header.sequence().pictureOrder()) {
            case PictureOrderType.LeastBits least -> leastBits(header, least.bits());
            case PictureOrderType.Cycle cycle -> cycle(header, cycle, frameNumBits);
            case PictureOrderType.DecodingOrder _ -> decodingOrder(header, frameNumBits);
        };
    }

    /** Type 0 (8.2.1.1). */
    private int leastBits(SliceHeader header, int bits) {
        if (header.idr()) {
            previousMost = 0;
            previousLeast = 0;
        }
        int turn = 1 << bits;
        int least = header.order();
        int most = previousMost;
        if (least < previousLeast && previousLeast - least >= turn / 2) {
            most += turn;
        } else if (least > previousLeast && least - previousLeast > turn / 2) {
            most -= turn;
        }
        if (header.reference()) {
            previousMost = most;
            previousLeast = least;
        }
        int top = most + least;
        return header.field() ? top : Math.min(top, top + header.bottomOrder());
    }

    /** Type 1 (8.2.1.2). */
    private int cycle(SliceHeader header, PictureOrderType.Cycle cycle, int frameNumBits) {
        long absolute = absoluteFrameNum(header, frameNumBits);
        int length = cycle.offsetsForReference().size();
        absolute = length == 0 ? 0 : absolute;
        if (!header.reference() && absolute > 0) {
            absolute--;
        }
        long expected = 0;
        if (absolute > 0) {
            long sum = 0;
            for (int offset : cycle.offsetsForReference()) {
                sum += offset;
            }
            expected = (absolute - 1) / length * sum;
            for (int i = 0; i <= (absolute - 1) % length; i++) {
                expected += cycle.offsetsForReference().get(i);
            }
        }
        if (!header.reference()) {
            expected += cycle.offsetForNonReference();
        }
        long top = expected + header.order();
        long bottom = top + cycle.offsetForTopToBottom() + header.bottomOrder();
        if (header.field()) {
            return (int) (header.bottomField() ? top + cycle.offsetForTopToBottom() : top);
        }
        return (int) Math.min(top, bottom);
    }

    /** Type 2 (8.2.1.3). */
    private int decodingOrder(SliceHeader header, int frameNumBits) {
        long order = 2 * absoluteFrameNum(header, frameNumBits);
        return (int) (header.reference() ? order : order - 1);
    }

    private long absoluteFrameNum(SliceHeader header, int frameNumBits) {
        if (header.idr()) {
            frameNumOffset = 0;
        } else if (previousFrameNum > header.frameNum()) {
            frameNumOffset += 1L << frameNumBits;
        }
        previousFrameNum = header.frameNum();
        return frameNumOffset + header.frameNum();
    }
}
