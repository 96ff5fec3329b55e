package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.Vp8Format;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final PathName PATH = new PathName("cam");
    private static final List<Track> VIDEO =
            List.of(new Track(0, new Vp8Format(320, 240)), new Track(1, audio()));

    private final List<String> events = new ArrayList<>();
    private final CompletableFuture<Publisher> opening = new CompletableFuture<>();
    private final Feed feed = new Feed(PATH, "rtsp://camera/", new Owner());

    private static Format audio() {
        return new G711Format(G711Format.Law.MU, 8_000, 1);
    }

    private final class Owner implements Feed.Owner {
        @Override
        public CompletionStage<Publisher> open(Feed opened, List<Track> tracks) {
            events.add("open " + tracks.size());
            return opening;
        }

        @Override
        public void onLive(Feed opened) {
            events.add("live");
        }

        @Override
        public void onFailed(Feed failed, String problem) {
            events.add("failed " + problem);
        }
    }

    private final class Recorder implements Publisher {
        @Override
        public PathName path() {
            return PATH;
        }

        @Override
        public long epoch() {
            return 7;
        }

        @Override
        public void describe(List<Track> tracks) {
            events.add("describe " + tracks.size());
        }

        @Override
        public void write(Unit unit) {
            events.add("write " + unit.ptsTicks());
        }

        @Override
        public void close(EndReason reason) {
            events.add("close " + reason.text());
        }
    }

    private void write(int track, long time, boolean entry) {
        feed.write(new Unit(track, time, time, 0, entry, new byte[] {1}));
    }

    @Test
    void units_beforeItGoesLive_areCountedOnly() {
        feed.describe(VIDEO);
        write(0, 1, true);
        assertEquals(List.of(), events);
        assertEquals(1, feed.figures().units());
        assertFalse(feed.isLive());
    }

    @Test
    void units_goingLive_beginAtAVideoEntryPointAndNoneIsLostWhileThePathIsTaken() {
        feed.describe(VIDEO);
        feed.goLive();
        write(1, 1, true);
        write(0, 2, false);
        assertEquals(List.of(), events);
        write(0, 3, true);
        write(1, 4, true);
        assertEquals(List.of("open 2"), events);
        opening.complete(new Recorder());
        write(0, 5, false);
        assertEquals(List.of("open 2", "write 3", "write 4", "live", "write 5"), events);
        assertTrue(feed.isLive());
        assertEquals(7, feed.epoch());
    }

    @Test
    void failure_live_closesThePublicationAndTellsOnce() {
        feed.describe(VIDEO);
        feed.goLive();
        write(0, 3, true);
        opening.complete(new Recorder());
        events.clear();
        feed.fail("the camera is gone");
        feed.close(EndReason.of(EndReason.Kind.PEER_LEFT, "again"));
        write(0, 6, true);
        assertEquals(List.of("close the camera is gone", "failed the camera is gone"), events);
    }

    @Test
    void close_whileThePathIsTaken_givesItBack() {
        feed.describe(VIDEO);
        feed.goLive();
        write(0, 3, true);
        feed.close();
        opening.complete(new Recorder());
        assertEquals(List.of("open 2", "close the source was given up"), events);
    }
}
