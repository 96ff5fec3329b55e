package io.millrace.media.codec;

import java.util.PriorityQueue;

/**
 * Derives decoding times from presentation times, for codecs that tell how many pictures may come
 * before one and be shown after it (H.265, MPEG-2 and MPEG-4 video) and sources without dts (RTP).
 * Nothing waits: each picture gets its dts at once.
 *
 * <p>With a depth of n, the dts of a picture is the n-th last pts shown before it, as encoders
 * write it; the first n lie before the first pts, one frame apart. A depth that proves too small
 * grows. Dts rise with every picture and are never above pts: where a sender's pts break that, pts
 * is lifted. Deterministic. Not thread-safe.
 */
public final class DtsFromReorderDepth {
    private static final int MAX_DEPTH = 16;

    private final PriorityQueue<Long> waiting = new PriorityQueue<>();
    private boolean started;
    private int depth;
    private int startUnits;
    private long firstPtsTicks;
    private long lastDtsTicks;
    private long shownTicks = Long.MIN_VALUE;

    /**
     * The times of one picture.
     *
     * @param ptsTicks as it was given, or lifted to {@code dtsTicks}
     */
    public record Times(long ptsTicks, long dtsTicks) {}

    /**
     * The times of the picture that comes next in decoding order.
     *
     * @param toldDepth pictures that may come before one and be shown after it
     * @param frameTicks between two pictures
     */
    public Times next(int toldDepth, long frameTicks, long ptsTicks) {
        depth = Math.clamp(Math.max(depth, toldDepth), 0, MAX_DEPTH);
        if (!started) {
            started = true;
            firstPtsTicks = ptsTicks;
            startUnits = depth;
            lastDtsTicks = ptsTicks - depth * frameTicks - 1;
        }
        if (ptsTicks < shownTicks) {
            depth = Math.min(depth + 1, MAX_DEPTH);
        }
        waiting.add(ptsTicks);
        long dtsTicks = Math.max(decodingTime(frameTicks), lastDtsTicks + 1);
        lastDtsTicks = dtsTicks;
        return new Times(Math.max(ptsTicks, dtsTicks), dtsTicks);
    }

    private long decodingTime(long frameTicks) {
        while (waiting.size() > depth) {
            shownTicks = Math.max(shownTicks, waiting.remove());
        }
        return startUnits > 0 ? firstPtsTicks - startUnits-- * frameTicks : shownTicks;
    }
}
