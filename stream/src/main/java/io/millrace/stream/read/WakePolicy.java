package io.millrace.stream.read;

/**
 * When new records are worth a wake-up of the readers: at once with a picture, else within 40 ms,
 * so that audio rides with the next picture. Under the stream's lock.
 */
final class WakePolicy {
    private static final long NOTHING_WAITS = Long.MAX_VALUE;

    private boolean urgent;
    private boolean added;
    private long wakeAtMillis = NOTHING_WAITS;

    /** A record came; {@code wakes} if it is worth a wake-up by itself. */
    void added(boolean wakes) {
        added = true;
        urgent |= wakes;
    }

    /** Whether the readers are to be woken now. */
    boolean batchEnded(long nowMillis) {
        boolean now = urgent;
        if (now) {
            wakeAtMillis = NOTHING_WAITS;
        } else if (added && wakeAtMillis == NOTHING_WAITS) {
            wakeAtMillis = nowMillis + ReadSettings.MAX_AUDIO_WAIT_MILLIS;
        }
        urgent = false;
        added = false;
        return now;
    }

    /** Whether audio has waited long enough; then it waits no longer. */
    boolean isOverdue(long nowMillis) {
        if (nowMillis < wakeAtMillis) {
            return false;
        }
        wakeAtMillis = NOTHING_WAITS;
        return true;
    }
}
