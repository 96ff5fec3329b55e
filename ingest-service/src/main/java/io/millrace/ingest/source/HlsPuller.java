package io.millrace.ingest.source;

import io.millrace.ingest.file.PlayClock;
import io.millrace.media.MalformedMediaException;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Pulls HLS, live and recorded (from its beginning, once), at the pace of the stream: segments of
 * MPEG-TS or fragmented MP4, plain or encrypted as a whole, and of a live one their parts where it
 * has any. Of several variants the one with the most bits; sound that has a playlist of its own is
 * pulled beside it.
 */
record HlsPuller(HlsHttp http, PlayClock clock, Counters counters) implements Puller {
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
                            var pace = new PacedPublisher.Pace(clock);
                            found.sound()
                                    .map(address ->
                                            reading(address, request, tracks, SOUND_TRACKS, pace))
                                    .ifPresent(its -> sound.opened(run(feed, its::play)));
                            reading(found.media(), request, tracks, 0, pace).play();
                        });
        return () -> {
            thread.interrupt();
            sound.close();
        };
    }

    private HlsReading reading(
            URI playlist,
            PullRequest request,
            RenditionTracks tracks,
            int firstTrack,
            PacedPublisher.Pace pace) {
        RenditionTracks.Rendition rendition = tracks.rendition(firstTrack);
        HlsSegments segments =
                new HlsSegments(
                        http,
                        new PacedPublisher(rendition, pace),
                        request,
                        counters,
                        rendition.firstTrack());
        return new HlsReading(http, clock, request.path(), playlist, segments);
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

    private Addresses addresses(URI uri)
            throws IOException, InterruptedException, MalformedMediaException {
        Optional<HlsPlaylist.Variant> best = HlsReading.playlist(http, uri).best();
        return new Addresses(
                best.map(variant -> uri.resolve(variant.uri())).orElse(uri),
                best.flatMap(HlsPlaylist.Variant::audio).map(uri::resolve));
    }
}
