package io.millrace.stream.publish;

/**
 * When a picture that is not randomly accessible must be an entry point nevertheless: in a stream
 * that has shown none that is for 10 s (gradual decoder refresh without recovery points), every 2
 * s, so that readers can begin and segments end. Time counts while pictures come. Not thread-safe.
 */
final class ForcedEntries {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long INTERVAL_MILLIS = 2_000;

    /** Pictures further apart than this are an absence. */
    private static final long MAX_STEP_MILLIS = 1_000;

    private boolean began;
    private boolean sawRandomAccess;
    private long lastMillis;
    private long withoutMillis;
    private long sinceForcedMillis = INTERVAL_MILLIS;
    private long patienceMillis = PATIENCE_MILLIS;

    /**
     * A picture came.
     *
     * @return whether it is to be an entry point though it is not randomly accessible
     */
    boolean take(boolean randomAccess, long nowMillis) {
        long step = began ? Math.clamp(nowMillis - lastMillis, 0, MAX_STEP_MILLIS) : 0;
        began = true;
        lastMillis = nowMillis;
        withoutMillis += step;
        sinceForcedMillis += step;
        if (randomAccess) {
            learn();
            return false;
        }
        boolean due = withoutMillis >= patienceMillis && sinceForcedMillis >= INTERVAL_MILLIS;
        sinceForcedMillis = due ? 0 : sinceForcedMillis;
        return due;
    }

    /** An encoder whose key pictures are far apart is given twice as long. */
    private void learn() {
        if (sawRandomAccess) {
            patienceMillis = Math.max(patienceMillis, 2 * withoutMillis);
        }
        sawRandomAccess = true;
        withoutMillis = 0;
        sinceForcedMillis = INTERVAL_MILLIS;
    }
}
