package io.millrace.media.h264;

import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import java.util.List;
import java.util.Optional;

/**
 * Derives decoding times of H.264 access units from presentation times, for sources that carry only
 * these (RTP). Nothing waits: each access unit gets its dts at once.
 *
 * <p>With a reordering delay of n pictures, the dts of a picture is the n-th last pts shown before
 * it, as encoders write it. n is what the VUI says (max_num_reorder_frames), else what was seen so
 * far. Where the VUI says nothing, gaps in picture order (H.264, 8.2.1) tell that pictures shown
 * earlier are still to come, so that room is left for their dts from the first picture on.
 *
 * <p>Dts rise with every access unit, and are never above pts: where a sender's pts break that, pts
 * is lifted. Deterministic. Not thread-safe.
 */
public final class DtsFromPictureOrder {
    private static final long FRAME_TICKS_WHERE_UNKNOWN = H264Format.CLOCK_RATE / 30;

    private final ReorderQueue queue = new ReorderQueue();

    private Optional<PictureOrder> order = Optional.empty();
    private Optional<H264Format> format = Optional.empty();
    private long sequence;
    private boolean started;
    private long firstPtsTicks;
    private long lastDtsTicks;
    private int startUnits;
    private long frameTicks = FRAME_TICKS_WHERE_UNKNOWN;
    private Optional<SequenceParameterSet> expected = Optional.empty();

    /**
     * The times of one access unit.
     *
     * @param ptsTicks as it was given, or lifted to {@code dtsTicks}
     */
    public record Times(long ptsTicks, long dtsTicks) {}

    /**
     * The times of the access unit that comes next in decoding order.
     *
     * @param current the format that holds for it
     */
    public Times next(H264Format current, AccessUnit accessUnit, long ptsTicks) {
        if (!format.equals(Optional.of(current))) {
            format = Optional.of(current);
            order = readOrder(current);
        }
        ReorderQueue.Picture picture = picture(accessUnit.nalUnits(), ptsTicks);
        if (!started) {
            started = true;
            firstPtsTicks = ptsTicks;
            startUnits = queue.delay();
            lastDtsTicks = ptsTicks - startUnits * frameTicks - 1;
        }
        queue.add(picture);
        long dtsTicks = Math.max(decodingTime(), lastDtsTicks + 1);
        lastDtsTicks = dtsTicks;
        return new Times(Math.max(ptsTicks, dtsTicks), dtsTicks);
    }

    /** Pictures were lost: until the next IDR picture, gaps in picture order mean nothing. */
    public void onLoss() {
        queue.distrustGaps();
    }

    private long decodingTime() {
        Optional<ReorderQueue.Picture> shown = queue.takeShown();
        if (startUnits > 0) {
            // The first dts lie before the first pts, one frame apart.
            return firstPtsTicks - startUnits-- * frameTicks;
        }
        if (shown.isPresent()) {
            return shown.get().ptsTicks();
        }
        return lastDtsTicks + (queue.earliestMissingTicks() - lastDtsTicks) / 4;
    }

    private ReorderQueue.Picture picture(List<NalUnit> nalUnits, long ptsTicks) {
        Optional<SliceHeader> header = firstSlice(nalUnits);
        if (header.isEmpty() || order.isEmpty()) {
            queue.distrustGaps();
            return new ReorderQueue.Picture(ptsTicks, sequence, 0);
        }
        if (header.get().idr() && !header.get().bottomField()) {
            sequence++;
        }
        expect(header.get().sequence());
        return new ReorderQueue.Picture(ptsTicks, sequence, order.get().next(header.get()));
    }

    /** A picture whose order cannot be told is ordered by its pts alone. */
    private Optional<SliceHeader> firstSlice(List<NalUnit> nalUnits) {
        for (NalUnit unit : nalUnits) {
            if (NalUnitType.isPicture(unit.type()) && order.isPresent()) {
                try {
                    return Optional.of(order.get().header(unit));
                } catch (MalformedMediaException _) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private void expect(SequenceParameterSet next) {
        if (expected.equals(Optional.of(next))) {
            return;
        }
        expected = Optional.of(next);
        if (!next.mayReorder()) {
            queue.expectDelay(0);
        } else if (next.maxReorderFrames().isPresent()) {
            queue.expectDelay(next.maxReorderFrames().getAsInt());
        } else {
            queue.findDelay(next.maxReferenceFrames());
        }
        next.framesPerSecond()
                .ifPresent(rate -> frameTicks = Math.round(H264Format.CLOCK_RATE / rate));
    }

    /** Parameter sets that we cannot read may be good for a decoder: then pts alone must do. */
    private static Optional<PictureOrder> readOrder(H264Format format) {
        try {
            return Optional.of(new PictureOrder(format));
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
    }
}
