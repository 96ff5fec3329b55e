package io.millrace.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page with one {@code video} in a real browser, watched from outside. */
final class BrowserPlayer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 200;
    private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");

    /** Counts waits from the first picture on; runs once in a page. */
    private static final String WATCH =
            "(() => { const video = document.querySelector('video'); if (!video || window.watched)"
                    + " return ''; window.watched = true; window.waits = 0;"
                    + " video.addEventListener('waiting', () => {"
                    + " if (video.currentTime > 0) window.waits++; }); return ''; })()";

    private static final String LOOK =
            "(() => { const video = document.querySelector('video'); if (!video) return '';"
                    + " const stage = document.getElementById('stage');"
                    + " const text = document.getElementById('message-title');"
                    + " return [video.currentTime, video.webkitDecodedFrameCount,"
                    + " video.webkitAudioDecodedByteCount, window.waits || 0,"
                    + " (stage && stage.dataset.latencySeconds) || -1,"
                    + " text && !text.parentElement.hidden ? text.textContent : ''].join('|'); })()";

    private final Chromium chromium;

    /**
     * What the page shows.
     *
     * @param waits how often playback stood still for want of data
     * @param latencySeconds as the page says; -1 if it does not
     * @param message what it tells the viewer instead of showing pictures
     */
    record Look(
            double seconds,
            long pictures,
            long audioBytes,
            int waits,
            double latencySeconds,
            String message) {}

    /** What was seen over a while. */
    record Watched(Look first, Look last, double wallSeconds, List<Double> latencies) {
        double playedSeconds() {
            return last.seconds() - first.seconds();
        }

        int waits() {
            return last.waits() - first.waits();
        }

        double latency(double quantile) {
            List<Double> sorted = latencies.stream().sorted().toList();
            return sorted.isEmpty()
                    ? -1
                    : sorted.get(
                            (int) Math.min(sorted.size() - 1L, (long) (quantile * sorted.size())));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.1f s of %.1f s played, %d waits, latency p50 %.2f s, p99 %.2f s",
                    playedSeconds(),
                    wallSeconds,
                    waits(),
                    latency(0.5),
                    latency(0.99));
        }
    }

    private BrowserPlayer(Chromium chromium) {
        this.chromium = chromium;
    }

    /** Opens the page; skips the test with one line where there is no browser. */
    static BrowserPlayer open(Path profile, String url) throws Exception {
        Optional<Path> program = Chromium.program();
        if (program.isEmpty()) {
            System.out.println("skipped: Chromium is not installed, no page is tried in a browser");
        }
        assumeTrue(program.isPresent(), "Chromium is not installed");
        return new BrowserPlayer(Chromium.open(program.get(), profile, url));
    }

    /** The page now; all zeros while it has no video. */
    Look look() throws InterruptedException {
        chromium.evaluate(WATCH);
        Matcher value = VALUE.matcher(chromium.evaluate(LOOK));
        if (!value.find() || value.group(1).isEmpty()) {
            return new Look(0, 0, 0, 0, -1, "");
        }
        String[] parts = value.group(1).split("\\|", -1);
        return new Look(
                Double.parseDouble(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Integer.parseInt(parts[3]),
                Double.parseDouble(parts[4]),
                parts[5]);
    }

    /** The text that an expression is in the page. */
    String evaluate(String expression) throws InterruptedException {
        String answer = chromium.evaluate(expression);
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) {
            throw new AssertionError(expression + ": " + answer);
        }
        return value.group(1);
    }

    /** Waits until an expression is this text in the page, which may be a new one meanwhile. */
    void awaitText(String expression, String expected) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        String answer = "";
        while (!answer.contains("\"value\":\"" + expected + "\"")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(expression + ": " + answer + "\n" + chromium.output());
            }
            Thread.sleep(PAUSE_MILLIS);
            answer = chromium.evaluate(expression);
        }
    }

    /** Waits until the page looks so. */
    Look await(String what, Predicate<Look> condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Look look = look();
        while (!condition.test(look)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + ": " + look + "\n" + chromium.output());
            }
            Thread.sleep(PAUSE_MILLIS);
            look = look();
        }
        return look;
    }

    /** Waits for pictures and sound beyond those of {@code before}. */
    Look awaitPlayback(Look before, double moreSeconds) throws InterruptedException {
        return await(
                "does not play on after " + before,
                now ->
                        now.seconds() >= before.seconds() + moreSeconds
                                && now.pictures() > before.pictures()
                                && now.audioBytes() > before.audioBytes()
                                && now.message().isEmpty());
    }

    /** Watches for a while. */
    Watched watch(Duration length) throws InterruptedException {
        long begin = System.nanoTime();
        Look first = look();
        Look last = first;
        List<Double> latencies = new ArrayList<>();
        while (System.nanoTime() - begin < length.toNanos()) {
            Thread.sleep(PAUSE_MILLIS);
            last = look();
            if (last.latencySeconds() >= 0) {
                latencies.add(last.latencySeconds());
            }
        }
        return new Watched(first, last, (System.nanoTime() - begin) / 1e9, latencies);
    }

    @Override
    public void close() {
        chromium.close();
    }
}
