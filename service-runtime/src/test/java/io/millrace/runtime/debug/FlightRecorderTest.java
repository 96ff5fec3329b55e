package io.millrace.runtime.debug;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

class FlightRecorderTest {
    @Test
    void record_shortTime_givesAReadableRecordingAndRefusesASecondOne() throws Exception {
        FlightRecorder recorder = new FlightRecorder();
        var running = new CountDownLatch(1);
        FlightRecorderListener listener =
                new FlightRecorderListener() {
                    @Override
                    public void recordingStateChanged(Recording recording) {
                        if (recording.getState() == RecordingState.RUNNING) {
                            running.countDown();
                        }
                    }
                };
        jdk.jfr.FlightRecorder.addListener(listener);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Path> first = threads.submit(() -> recorder.record(Duration.ofSeconds(4)));
            running.await();
            assertThrows(
                    FlightRecorder.BusyException.class,
                    () -> recorder.record(Duration.ofMillis(1)));
            Path file = first.get();
            try {
                assertFalse(RecordingFile.readAllEvents(file).isEmpty());
            } finally {
                Files.delete(file);
            }
        } finally {
            jdk.jfr.FlightRecorder.removeListener(listener);
        }
    }
}
