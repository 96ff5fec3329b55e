package io.millrace.ingest.source;

import io.millrace.ingest.file.PlayClock;
import io.millrace.media.MalformedMediaException;
import io.millrace.stream.PathName;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one media playlist and what it names until its end. Where the server can, a reload waits
 * until there is more, and the next part is asked for before the playlist names it (rfc8216bis,
 * 6.2.5.2 and 4.4.5.3); else it is loaded again and again. Used by one thread, which it blocks.
 */
final class HlsReading {
    private static final Logger LOG = LoggerFactory.getLogger(HlsReading.class);
    private static final int MAX_PLAYLIST_BYTES = 4 << 20;
    private static final long PAUSE_MICROS = 250_000;

    /** Even a server that never waits is not asked more often. */
    private static final long LEAST_MICROS = 40_000;

    private static final long LONGEST_WAIT_MILLIS = 60_000;
    private static final long SHORTEST_WAIT_MILLIS = 10_000;

    private final HlsHttp http;
    private final PlayClock clock;
    private final PathName path;
    private final URI address;
    private final HlsSegments segments;
    private final HlsCursor cursor = new HlsCursor();
    private Optional<HlsAhead> ahead = Optional.empty();

    /**
     * Of the playlist at an address.
     *
     * @param path that it is read for
     */
    HlsReading(HlsHttp http, PlayClock clock, PathName path, URI address, HlsSegments segments) {
        this.http = http;
        this.clock = clock;
        this.path = path;
        this.address = address;
        this.segments = segments;
    }

    static HlsPlaylist playlist(HlsHttp http, URI uri)
            throws IOException, InterruptedException, MalformedMediaException {
        return playlist(http, uri, Duration.ofMillis(SHORTEST_WAIT_MILLIS));
    }

    private static HlsPlaylist playlist(HlsHttp http, URI uri, Duration timeout)
            throws IOException, InterruptedException, MalformedMediaException {
        byte[] text = http.get(uri, Optional.empty(), MAX_PLAYLIST_BYTES, timeout);
        HlsPlaylist playlist = HlsPlaylist.parse(new String(text, StandardCharsets.UTF_8));
        if (playlist.obstacle().isPresent()) {
            throw new IOException("the HLS playlist cannot be read: " + playlist.obstacle().get());
        }
        return playlist;
    }

    /** Returns at the end of a recording. */
    void play() throws IOException, InterruptedException, MalformedMediaException {
        try {
            HlsPlaylist playlist = playlist(http, address);
            if (playlist.hasParts()) {
                long millis = playlist.lowLatency().partMillis();
                LOG.info("path={} HLS is read by parts of {} ms", path, millis);
            }
            while (true) {
                long loaded = clock.nowMicros();
                List<HlsCursor.Item> items = cursor.take(playlist);
                for (HlsCursor.Item item : items) {
                    segments.read(address, item, bytes(item.resource()));
                }
                if (playlist.ended()) {
                    segments.finish();
                    return;
                }
                playlist = reloaded(playlist, !items.isEmpty(), loaded);
            }
        } finally {
            ahead.ifPresent(HlsAhead::cancel);
        }
    }

    private byte[] bytes(HlsPlaylist.Resource resource) throws IOException, InterruptedException {
        Optional<HlsAhead> its = ahead.filter(one -> one.resource().equals(resource));
        if (its.isPresent()) {
            ahead = Optional.empty();
            try {
                return its.get().bytes();
            } catch (IOException early) {
                LOG.debug("{} was asked for too early", resource.uri(), early);
            }
        }
        return HlsSegments.get(http, address, resource);
    }

    private HlsPlaylist reloaded(HlsPlaylist playlist, boolean news, long loadedMicros)
            throws IOException, InterruptedException, MalformedMediaException {
        Optional<String> query = cursor.reload(playlist);
        if (query.isEmpty()) {
            clock.waitUntil(clock.nowMicros() + pauseMicros(playlist, news));
            return playlist(http, address);
        }
        askAhead(playlist);
        clock.waitUntil(loadedMicros + (news ? LEAST_MICROS : PAUSE_MICROS));
        long waitMillis = Math.max(SHORTEST_WAIT_MILLIS, 3 * playlist.targetMillis());
        Duration timeout = Duration.ofMillis(Math.min(LONGEST_WAIT_MILLIS, waitMillis));
        try {
            return playlist(http, with(query.get()), timeout);
        } catch (IOException refused) {
            LOG.info("path={} HLS does not wait for more: {}", path, Problems.text(refused));
            clock.waitUntil(clock.nowMicros() + PAUSE_MICROS);
            return playlist(http, address);
        }
    }

    private static long pauseMicros(HlsPlaylist playlist, boolean news) {
        long step =
                playlist.hasParts() ? playlist.lowLatency().partMillis() : playlist.targetMillis();
        return Math.max(PAUSE_MICROS, step * (news ? 500 : 250));
    }

    /** Asks for what the playlist says will come, unless that is asked for. */
    private void askAhead(HlsPlaylist playlist) {
        Optional<HlsPlaylist.Resource> hint =
                playlist.lowLatency().hint().filter(_ -> playlist.hasParts());
        if (!hint.equals(ahead.map(HlsAhead::resource))) {
            ahead.ifPresent(HlsAhead::cancel);
            ahead = hint.map(resource -> HlsAhead.begin(http, address, resource));
        }
    }

    private URI with(String query) {
        String text = address.toString();
        return URI.create(text + (address.getRawQuery() == null ? "?" : "&") + query);
    }
}
