package io.millrace.runtime.debug;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.millrace.runtime.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Recordings and thread dumps, on the metrics port only. */
@Controller(value = "/debug", port = "${" + Ports.METRICS + "}")
final class DebugController {
    private final FlightRecorder recorder;

    DebugController(FlightRecorder recorder) {
        this.recorder = recorder;
    }

    /** Records for some seconds, then answers with the recording ({@code .jfr}). */
    @Post(value = "/jfr", produces = MediaType.APPLICATION_OCTET_STREAM)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> record(@QueryValue(defaultValue = "30") int seconds)
            throws IOException, InterruptedException {
        if (seconds < 1 || seconds > FlightRecorder.MAX_SECONDS) {
            return text(
                    HttpStatus.BAD_REQUEST,
                    "seconds must be 1 to " + FlightRecorder.MAX_SECONDS + ", not " + seconds);
        }
        try {
            Path file = recorder.record(Duration.ofSeconds(seconds));
            byte[] recording = content(file);
            return HttpResponse.ok(recording)
                    .header("Content-Disposition", "attachment; filename=\"millrace.jfr\"");
        } catch (FlightRecorder.BusyException _) {
            return text(HttpStatus.CONFLICT, "another recording runs: try again when it is over");
        }
    }

    /** All threads, virtual ones too, with what they do now, as JSON. */
    @Get(value = "/threads", produces = MediaType.APPLICATION_JSON)
    @ExecuteOn(TaskExecutors.BLOCKING)
    byte[] threads() throws IOException {
        Path folder = Files.createTempDirectory("millrace-threads-");
        Path file = folder.resolve("threads.json");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
            return content(file);
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private static byte[] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static HttpResponse<String> text(HttpStatus status, String why) {
        return HttpResponse.status(status).contentType(MediaType.TEXT_PLAIN).body(why + "\n");
    }
}
