package io.millrace.runtime.access;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets as many passwords be hashed at a time as there are cores; who waits too long is refused. */
final class Argon2Turns {
    private static final long WAIT_SECONDS = 5;

    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    Answer take(Supplier<Answer> work) throws InterruptedException {
        if (!turns.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
            return Answer.denied(Answer.Reason.UNAVAILABLE, "too many passwords are being checked");
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
