package io.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The viewers of one load: each asks for the next as soon as it has its answer. */
final class HlsRequests {
    private static final Pattern PART = Pattern.compile("#EXT-X-PART:.*URI=\"([^\"]+)\"");
    private static final Pattern SEGMENT = Pattern.compile("(?m)^([^#\\n].*)$");
    private static final Pattern SEQUENCE = Pattern.compile("#EXT-X-MEDIA-SEQUENCE:(\\d+)");
    private static final int TARGETS_ASKED_ANEW = 50;
    private static final int BUFFER_BYTES = 2_048;
    private static final long RETRY_MILLIS = 200;

    private final HlsLoadPlan plan;
    private final String playlist;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicLong waiting = new AtomicLong();
    private final LongAccumulator mostWaiting = new LongAccumulator(Long::max, 0);
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    HlsRequests(HlsLoadPlan plan) {
        this.plan = plan;
        this.playlist = "/" + plan.path() + "/track-0.m3u8";
    }

    /** One viewer, until the load is over; it connects anew after a failure. */
    void view(int number) throws InterruptedException {
        while (!over.get()) {
            LoadReader reader = new LoadReader();
            try (HttpConnection connection =
                    new HttpConnection(plan.port(), reader, "viewer-" + number, BUFFER_BYTES)) {
                ask(connection, reader);
            } catch (IOException failed) {
                failures.increment();
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    /** Asks on this connection until the load is over. */
    private void ask(HttpConnection connection, LoadReader reader) throws IOException {
        String text = text(connection);
        connected.incrementAndGet();
        while (!over.get()) {
            if (plan.kind() == HlsLoadPlan.Kind.BLOCKING) {
                text = held(connection, reader, text);
                continue;
            }
            String target = target(text);
            for (int i = 0; i < TARGETS_ASKED_ANEW && !over.get(); i++) {
                get(connection, reader, target, false);
            }
            if (plan.kind() != HlsLoadPlan.Kind.PLAYLIST) {
                text = text(connection);
            }
        }
    }

    private String held(HttpConnection connection, LoadReader reader, String text)
            throws IOException {
        long next = 1 + newestNumber(text);
        byte[] body = get(connection, reader, playlist + "?_HLS_msn=" + next, true);
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The number of the newest complete segment. */
    static long newestNumber(String text) {
        MatchResult sequence =
                SEQUENCE.matcher(text)
                        .results()
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no media sequence"));
        return Long.parseLong(sequence.group(1)) + SEGMENT.matcher(text).results().count() - 1;
    }

    private String target(String text) {
        return switch (plan.kind()) {
            case PLAYLIST, BLOCKING -> playlist;
            case PART -> newest(PART, text);
            case SEGMENT -> newest(SEGMENT, text);
        };
    }

    private String newest(Pattern pattern, String text) {
        return "/"
                + plan.path()
                + "/"
                + pattern.matcher(text)
                        .results()
                        .reduce((_, later) -> later)
                        .orElseThrow(() -> new IllegalArgumentException("nothing to ask for"))
                        .group(1);
    }

    private String text(HttpConnection connection) throws IOException {
        return new String(connection.get(playlist, true), StandardCharsets.UTF_8);
    }

    private byte[] get(HttpConnection connection, LoadReader reader, String target, boolean keep)
            throws IOException {
        mostWaiting.accumulate(waiting.incrementAndGet());
        long before = reader.bytes();
        try {
            return connection.get(target, keep);
        } finally {
            waiting.decrementAndGet();
            requests.increment();
            bytes.add(reader.bytes() - before);
        }
    }

    void end() {
        over.set(true);
    }

    int connected() {
        return connected.get();
    }

    /** What was seen up to now; times are left out. */
    HlsLoadResult soFar() {
        return new HlsLoadResult(
                connected.get(),
                requests.sum(),
                failures.sum(),
                bytes.sum(),
                mostWaiting.get(),
                0,
                0,
                0);
    }

    /** From here on the most that wait is counted anew. */
    void forgetMost() {
        mostWaiting.reset();
    }
}
