package io.millrace.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A player of HLS that takes every part and segment of a path as it appears. A request that fails
 * is tried once more, at once.
 */
final class HlsViewer implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long RELOAD_MILLIS = 300;
    private static final Pattern MEDIA =
            Pattern.compile(
                    "^(?:#EXT-X-(?:PART|MAP):.*URI=\"([^\"]+)\".*|([^#\\s].*))$",
                    Pattern.MULTILINE);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI playlist;
    private final Set<URI> taken = new LinkedHashSet<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int retries;
    private volatile boolean closed;

    HlsViewer(int port, String path) {
        this.playlist = URI.create("http://127.0.0.1:%d/%s/stream.m3u8".formatted(port, path));
        Thread.ofVirtual().name("viewer of " + path).start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                String text = get(playlist);
                for (URI media : MEDIA.matcher(text).results().map(this::uri).toList()) {
                    if (taken.add(media) && !get(media).isEmpty()) {
                        note();
                    }
                }
                Thread.sleep(RELOAD_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private URI uri(MatchResult found) {
        return playlist.resolve(found.group(1) == null ? found.group(2) : found.group(1));
    }

    private synchronized void note() {
        arrivals.add(System.nanoTime());
    }

    /** Longest time without new media since an instant. */
    synchronized long gapMillis(long sinceNanos) {
        long longest = 0;
        long before = sinceNanos;
        for (long arrival : arrivals) {
            if (arrival > sinceNanos) {
                longest = Math.max(longest, arrival - before);
                before = arrival;
            }
        }
        return Math.max(longest, System.nanoTime() - before) / 1_000_000;
    }

    /** Parts and segments that came. */
    synchronized int media() {
        return arrivals.size();
    }

    private String get(URI uri) throws InterruptedException {
        String first = "";
        for (int attempt = 0; attempt < 2 && !closed; attempt++) {
            try {
                HttpResponse<String> response =
                        client.send(
                                HttpRequest.newBuilder(uri).timeout(ANSWER).build(),
                                HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response.body();
                }
                first += " " + response.statusCode();
            } catch (IOException e) {
                first += " " + e;
            }
            count(attempt, uri + ":" + first);
        }
        return "";
    }

    private synchronized void count(int attempt, String what) {
        if (closed) {
            return;
        }
        if (attempt == 0) {
            retries++;
        } else {
            failures.add(what);
        }
    }

    /** Forgets what failed so far, as before there was anything to read. */
    synchronized void forget() {
        failures.clear();
        retries = 0;
    }

    /** Requests that failed twice. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized int retries() {
        return retries;
    }

    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
    }
}
