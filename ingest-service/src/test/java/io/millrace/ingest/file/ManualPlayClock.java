package io.millrace.ingest.file;

/** Time that stands still until someone waits for a later one: a file plays as fast as it can. */
final class ManualPlayClock implements PlayClock {
    static final long START_MICROS = 1_700_000_000_000_000L;

    private long nowMicros = START_MICROS;

    @Override
    public synchronized long nowMicros() {
        return nowMicros;
    }

    @Override
    public void waitUntil(long micros) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        synchronized (this) {
            nowMicros = Math.max(nowMicros, micros);
        }
    }
}
