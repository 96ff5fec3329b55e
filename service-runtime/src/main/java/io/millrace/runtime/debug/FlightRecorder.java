package io.millrace.runtime.debug;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * Takes recordings of JDK Flight Recorder: CPU samples, allocations, locks, pauses. One at a time.
 * Blocks for the recording's length: call it on a virtual thread.
 */
@Singleton
final class FlightRecorder {
    static final int MAX_SECONDS = 300;

    private static final long MAX_BYTES = 256L << 20;

    private final Semaphore recording = new Semaphore(1);

    /** Another recording runs. */
    static final class BusyException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The settings that the JDK ships for a look at a running process. */
    private static Configuration profile() throws IOException {
        try {
            return Configuration.getConfiguration("profile");
        } catch (ParseException e) {
            throw new IOException("the JDK's recording settings cannot be read", e);
        }
    }

    /**
     * Records for a while.
     *
     * @param duration at most {@value #MAX_SECONDS} seconds
     * @return a temporary file with the recording; the caller deletes it
     */
    Path record(Duration duration) throws BusyException, IOException, InterruptedException {
        if (!recording.tryAcquire()) {
            throw new BusyException();
        }
        try (Recording recorder = new Recording(profile())) {
            recorder.setMaxSize(MAX_BYTES);
            recorder.start();
            Thread.sleep(duration);
            recorder.stop();
            Path file = Files.createTempFile("millrace-", ".jfr");
            recorder.dump(file);
            return file;
        } finally {
            recording.release();
        }
    }
}
