package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The player page in a real browser. */
@RequiresFfmpeg
class PlayerPageIT {
    private static final String PATH = "page/camera";
    private static final String TIME = "String(document.querySelector('video').currentTime)";
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([0-9.]+)\"");
    private static final long LIMIT_NANOS = 40_000_000_000L;
    private static final double PLAYED_SECONDS = 2;

    @Test
    void page_publishedPath_playsInChromium(@TempDir Path data, @TempDir Path profile)
            throws Exception {
        Optional<Path> program = Chromium.program();
        if (program.isEmpty()) {
            System.out.println("skipped: Chromium is not installed, the player page is not tried");
        }
        assumeTrue(program.isPresent(), "Chromium is not installed");
        try (StandaloneDeployment deployment = StandaloneDeployment.start(data);
                ChildProcess publisher =
                        Publishers.publish(
                                PublishProtocol.RTMP,
                                Clip.PLAIN,
                                deployment.publishUrl("rtmp", PATH))) {
            Publishers.awaitHttp(deployment.readUrl("hls", PATH), publisher);
            String page = deployment.ports().url("page", PATH);
            try (Chromium chromium = Chromium.open(program.get(), profile, page)) {
                double begin = awaitTime(chromium, 0);
                double later = awaitTime(chromium, begin + PLAYED_SECONDS);
                assertTrue(later > begin);
            }
        }
    }

    /** Waits until the video's time is past {@code seconds}. */
    private static double awaitTime(Chromium chromium, double seconds) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        String answer = "";
        while (System.nanoTime() < deadline) {
            answer = chromium.evaluate(TIME);
            Matcher value = VALUE.matcher(answer);
            if (value.find() && Double.parseDouble(value.group(1)) > seconds) {
                return Double.parseDouble(value.group(1));
            }
            Thread.sleep(100);
        }
        throw new AssertionError("time stays: " + answer + "\n" + chromium.output());
    }
}
