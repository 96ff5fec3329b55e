package io.millrace.ingest.file;

import java.util.concurrent.TimeUnit;

/** Time that a file is played by. A seam: tests turn it by hand. */
public interface PlayClock {
    /** Microseconds since 1970; never goes back. */
    long nowMicros();

    /** Returns once {@link #nowMicros} has reached {@code micros}. */
    void waitUntil(long micros) throws InterruptedException;

    /** The machine's time: the wall clock of now, carried on by the monotonic clock. */
    static PlayClock system() {
        long wallMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        long startNanos = System.nanoTime();
        return new PlayClock() {
            @Override
            public long nowMicros() {
                return wallMicros + TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
            }

            @Override
            public void waitUntil(long micros) throws InterruptedException {
                long left = micros - nowMicros();
                while (left > 0) {
                    TimeUnit.MICROSECONDS.sleep(left);
                    left = micros - nowMicros();
                }
            }
        };
    }
}
