package io.millrace.ingest.source;

import io.millrace.ingest.file.PlayClock;
import io.millrace.media.MalformedMediaException;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Pulls HLS, live (from three segments before the end) and recorded (from its beginning, once), at
 * the pace of the stream: segments of MPEG-TS or fragmented MP4, plain or encrypted as a whole. Of
 * several variants the one with the most bits; sound that has a playlist of its own is pulled
 * beside it.
 */
record HlsPuller(HlsHttp http, PlayClock clock, Counters counters) implements Puller {
    private static final int LIVE_SEGMENTS = 3;
    private static final int MAX_PLAYLIST_BYTES = 4 << 20;
    private static final long LEAST_PAUSE_MICROS = 250_000;
    private static final int SOUND_TRACKS = 16;

    /** Where the playlists are. */
    private record Addresses(URI media, Optional<URI> sound) {}

    @Override
    public Pull pull(PullRequest request, Feed feed) {
        URI uri = URI.create(request.address().text());
        Late<Thread> sound = new Late<>(Thread::interrupt);
        Thread thread =
                run(
                        feed,
                        () -> {
                            Addresses found = addresses(uri);
                            int renditions = found.sound().isPresent() ? 2 : 1;
                            RenditionTracks tracks = new RenditionTracks(feed, renditions);
                            found.sound()
                                    .ifPresent(address ->
                                            sound.opened(
                                                    run(
                                                            feed,
                                                            () ->
                                                                    play(
                                                                            address,
                                                                            request,
                                                                            tracks.rendition(
                                                                                    SOUND_TRACKS)))));
                            play(found.media(), request, tracks.rendition(0));
                        });
        return () -> {
            thread.interrupt();
            sound.close();
        };
    }

    @FunctionalInterface
    private interface Playing {
        void run() throws IOException, InterruptedException, MalformedMediaException;
    }

    private static Thread run(Feed feed, Playing playing) {
        return Blocking.run(
                "hls-source",
                feed,
                () -> {
                    try {
                        playing.run();
                        feed.fail("the recording has ended");
                    } catch (MalformedMediaException unusable) {
                        throw new IOException(Problems.text(unusable), unusable);
                    }
                });
    }

    private void play(URI uri, PullRequest request, RenditionTracks.Rendition rendition)
            throws IOException, InterruptedException, MalformedMediaException {
        HlsSegments input =
                new HlsSegments(
                        http,
                        new PacedPublisher(rendition, clock),
                        request,
                        counters,
                        rendition.firstTrack());
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
                input.read(uri, playlist.segments().get((int) (next - first)), next);
            }
            if (playlist.ended()) {
                input.finish();
                return;
            }
            long micros = playlist.targetMillis() * (news ? 500 : 250);
            clock.waitUntil(clock.nowMicros() + Math.max(LEAST_PAUSE_MICROS, micros));
        }
    }

    private Addresses addresses(URI uri)
            throws IOException, InterruptedException, MalformedMediaException {
        Optional<HlsPlaylist.Variant> best = playlist(uri).best();
        return new Addresses(
                best.map(variant -> uri.resolve(variant.uri())).orElse(uri),
                best.flatMap(HlsPlaylist.Variant::audio).map(uri::resolve));
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
