package io.millrace.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A plain HLS player (RFC 8216, section 6.3): starts three segments from the end, fetches each
 * segment once, and reloads the playlist every target duration, or half of it when nothing was new.
 * One virtual thread each.
 */
final class HlsPlayer implements Runnable {
    private static final int START_FROM_END = 3;
    private static final int MOST_REMEMBERED = 100;
    private static final long RETRY_MILLIS = 500;
    private static final int MOST_FAILURES = 20;

    private final int port;
    private String playlist;
    private final LoadReader reader;
    private final LinkedHashSet<String> fetched = new LinkedHashSet<>();

    HlsPlayer(int port, String path, LoadReader reader) {
        this.port = port;
        this.playlist = "/" + path + "/index.m3u8";
        this.reader = reader;
    }

    @Override
    public void run() {
        try {
            play();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            reader.end();
        }
    }

    private void play() throws InterruptedException {
        for (int failures = 0; failures < MOST_FAILURES; failures++) {
            try (HttpConnection connection = new HttpConnection(port, reader)) {
                while (true) {
                    long begin = System.nanoTime();
                    long waitMillis = turn(connection);
                    long tookMillis = (System.nanoTime() - begin) / 1_000_000;
                    Thread.sleep(Math.max(1, waitMillis - tookMillis));
                }
            } catch (IOException _) {
                // Not there yet, or the server ended a kept connection: counted by the loop.
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    /** One reload. */
    private long turn(HttpConnection connection) throws IOException {
        String text = new String(connection.get(playlist, true), StandardCharsets.UTF_8);
        long targetMillis = 1_000;
        List<String> segments = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("#EXT-X-TARGETDURATION:")) {
                targetMillis = 1_000 * Long.parseLong(line.substring(line.indexOf(':') + 1));
            } else if (line.startsWith("#EXT-X-STREAM-INF:")) {
                return turnToFirstVariant(text);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                segments.add(line);
            }
        }
        if (fetched.isEmpty()) {
            int skipped = Math.max(0, segments.size() - START_FROM_END);
            fetched.addAll(segments.subList(0, skipped));
        }
        boolean anyNew = false;
        for (String segment : segments) {
            if (fetched.add(segment)) {
                connection.get(resolve(segment), false);
                anyNew = true;
            }
        }
        forgetOldest();
        return anyNew ? targetMillis : targetMillis / 2;
    }

    /** The playlist was a multivariant one (RFC 8216, section 4.3.4): go on with its first. */
    private long turnToFirstVariant(String text) {
        playlist =
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .findFirst()
                        .map(this::resolve)
                        .orElse(playlist);
        return 1;
    }

    private void forgetOldest() {
        while (fetched.size() > MOST_REMEMBERED) {
            fetched.removeFirst();
        }
    }

    private String resolve(String segment) {
        return segment.startsWith("/")
                ? segment
                : playlist.substring(0, playlist.lastIndexOf('/') + 1) + segment;
    }
}
