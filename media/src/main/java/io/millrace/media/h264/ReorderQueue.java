package io.millrace.media.h264;

import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Pictures that came and whose pts no dts was taken from yet, by pts. A picture is shown, as far as
 * this queue knows, when {@link #delay} others wait behind it and no gap in picture order lies
 * before it. Bounded. Not thread-safe.
 */
final class ReorderQueue {
    private static final int MAX_DELAY = 16;
    private static final int FRAME_STEP = 2;

    /**
     * One picture.
     *
     * @param sequence counts coded video sequences: every IDR picture begins one
     * @param order picture order count in the sequence
     */
    record Picture(long ptsTicks, long sequence, int order) {}

    private final PriorityQueue<Picture> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Picture::ptsTicks));

    private Optional<Picture> lastShown = Optional.empty();
    private long newestSequence;
    private boolean gapsTell;
    private boolean gapsTrusted = true;
    private int step = FRAME_STEP;
    private int sequenceStep;
    private int delay;
    private int maxDelay = MAX_DELAY;

    /** The delay that the stream tells; gaps in picture order then need not be looked at. */
    void expectDelay(int told) {
        delay = Math.max(delay, Math.min(told, MAX_DELAY));
        maxDelay = delay;
        gapsTell = false;
    }

    /** The delay is to be found out; it is no more than {@code limit}. */
    void findDelay(int limit) {
        maxDelay = Math.clamp(limit, delay, MAX_DELAY);
        gapsTell = true;
    }

    /** Most pictures that came before another one and are shown after it, expected or seen. */
    int delay() {
        return delay;
    }

    void distrustGaps() {
        gapsTrusted = false;
    }

    void add(Picture picture) {
        if (picture.sequence() != newestSequence) {
            newestSequence = picture.sequence();
            gapsTrusted = true;
            step = sequenceStep == 0 ? step : sequenceStep;
            sequenceStep = 0;
        }
        sequenceStep = greatestCommonDivisor(sequenceStep, Math.abs(picture.order()));
        if (sequenceStep != 0 && sequenceStep < step) {
            step = sequenceStep;
        }
        int later = 0;
        for (Picture other : waiting) {
            later += other.ptsTicks() > picture.ptsTicks() ? 1 : 0;
        }
        delay = Math.max(delay, later);
        maxDelay = Math.max(maxDelay, delay);
        waiting.add(picture);
    }

    /** Takes out what is shown now; the last of it, if there is any. */
    Optional<Picture> takeShown() {
        Optional<Picture> shown = Optional.empty();
        while (waiting.size() > delay && (waiting.size() > maxDelay + 1 || !isGapBeforeNext())) {
            shown = Optional.of(waiting.remove());
            lastShown = shown;
        }
        return shown;
    }

    /** When the first picture that is still to come, as far as is known, is to be shown. */
    long earliestMissingTicks() {
        Picture next = waiting.element();
        if (!isGapBeforeNext()) {
            return next.ptsTicks();
        }
        Picture before = lastShown.orElseThrow();
        long distance = next.order() - (long) before.order();
        return before.ptsTicks() + (next.ptsTicks() - before.ptsTicks()) * step / distance;
    }

    /** Pictures are missing between the one shown last and the first one waiting. */
    private boolean isGapBeforeNext() {
        Picture next = waiting.element();
        return gapsTell
                && gapsTrusted
                && next.sequence() == newestSequence
                && lastShown.isPresent()
                && lastShown.get().sequence() == newestSequence
                && next.order() - (long) lastShown.get().order() > step;
    }

    private static int greatestCommonDivisor(int first, int second) {
        int a = first;
        int b = second;
        while (b != 0) {
            int rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }
}
