package io.millrace.ingest.source;

import io.millrace.ingest.file.PlayClock;
import io.millrace.media.MalformedMediaException;
import io.millrace.stream.Counters;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Pulls HLS with MPEG-TS segments, live (from three segments before the end) and recorded (from its
 * beginning, once), at the pace of the stream. Of several variants the one with the most bits.
 */
record HlsPuller(HlsHttp http, PlayClock clock, Counters counters) implements Puller {
    private static final int LIVE_SEGMENTS = 3;
    private static final int MAX_PLAYLIST_BYTES = 4 << 20;
    private static final int MAX_SEGMENT_BYTES = 64 << 20;
    private static final long LEAST_PAUSE_MICROS = 250_000;

    @Override
    public Pull pull(PullRequest request, Feed feed) {
        URI uri = URI.create(request.address().text());
        TsPublication publication =
                new TsPublication(
                        new PacedPublisher(feed, clock),
                        request.title(),
                        request.spec().transport(),
                        counters);
        Thread thread =
                Blocking.run(
                        "hls-source",
                        feed,
                        () -> {
                            try {
                                play(uri, publication);
                                feed.fail("the recording has ended");
                            } catch (MalformedMediaException unusable) {
                                throw new IOException(Problems.text(unusable), unusable);
                            }
                        });
        return thread::interrupt;
    }

    private void play(URI start, TsPublication publication)
            throws IOException, InterruptedException, MalformedMediaException {
        URI uri = media(start);
        long next = -1;
        while (true) {
            HlsPlaylist playlist = playlist(uri);
            long first = playlist.sequence();
            long end = first + playlist.segments().size();
            if (next < 0) {
                next = playlist.ended() ? first : Math.max(first, end - LIVE_SEGMENTS);
            }
            next = Math.max(next, first);
            boolean news = next < end;
            for (; next < end; next++) {
                String name = playlist.segments().get((int) (next - first)).uri();
                byte[] segment = http.get(uri.resolve(name), MAX_SEGMENT_BYTES);
                publication.read(Unpooled.wrappedBuffer(segment));
            }
            if (playlist.ended()) {
                publication.finish();
                return;
            }
            long micros = playlist.targetMillis() * (news ? 500 : 250);
            clock.waitUntil(clock.nowMicros() + Math.max(LEAST_PAUSE_MICROS, micros));
        }
    }

    /** The media playlist's address. */
    private URI media(URI uri) throws IOException, InterruptedException, MalformedMediaException {
        Optional<HlsPlaylist.Variant> best = playlist(uri).best();
        return best.map(variant -> uri.resolve(variant.uri())).orElse(uri);
    }

    private HlsPlaylist playlist(URI uri)
            throws IOException, InterruptedException, MalformedMediaException {
        byte[] text = http.get(uri, MAX_PLAYLIST_BYTES);
        HlsPlaylist playlist = HlsPlaylist.parse(new String(text, StandardCharsets.UTF_8));
        if (playlist.obstacle().isPresent()) {
            throw new IOException("the HLS playlist cannot be read: " + playlist.obstacle().get());
        }
        return playlist;
    }
}
