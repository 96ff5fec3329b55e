package io.millrace.stream.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.Leases.Lease;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.TestMedia;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class StandbyPublisherTest {
    private static final PathName PATH = new PathName("cam");
    private static final EndReason LEFT = EndReason.of(EndReason.Kind.PEER_LEFT, "left");

    private final List<String> happened = new ArrayList<>();
    private final LongAdder dropped = new LongAdder();
    private final StandbyPublisher waiting =
            new StandbyPublisher(
                    new PublishRequest(PATH, Client.internal("test"), List.of(TestMedia.VIDEO)),
                    new NotedLease(),
                    dropped,
                    reason -> happened.add("end " + reason.text()));

    private final class NotedLease implements Lease {
        @Override
        public long epoch() {
            return 0;
        }

        @Override
        public void release() {
            happened.add("release");
        }
    }

    /** What takes the place of the waiting one when its turn comes. */
    private final class NotedPublisher implements Publisher {
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
            happened.add("describe " + tracks.size());
        }

        @Override
        public void write(Unit unit) {
            happened.add("write");
        }

        @Override
        public void close(EndReason reason) {
            happened.add("close " + reason.text());
        }
    }

    @Test
    void write_beforeItsTurn_isDroppedAndCounted() {
        waiting.write(TestMedia.video(0, true));
        waiting.write(TestMedia.video(40, false));
        assertEquals(2, dropped.sum());
        assertEquals(List.of(), happened);
        assertEquals(PATH, waiting.path());
        assertEquals(0, waiting.epoch());
    }

    @Test
    void write_afterItsTurn_goesOn() {
        waiting.promoted(new NotedPublisher(), null);
        waiting.write(TestMedia.video(0, true));
        assertEquals(List.of("write"), happened);
        assertEquals(0, dropped.sum());
    }

    @Test
    void request_afterNewTracks_hasThem() {
        waiting.describe(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        assertEquals(2, waiting.request().tracks().size());
        waiting.promoted(new NotedPublisher(), null);
        assertEquals(List.of(), happened);
    }

    @Test
    void describe_whileItIsPromoted_isNotLost() {
        waiting.request();
        waiting.describe(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        waiting.promoted(new NotedPublisher(), null);
        assertEquals(List.of("describe 2"), happened);
    }

    @Test
    void describe_afterItsTurn_goesOn() {
        waiting.promoted(new NotedPublisher(), null);
        waiting.describe(List.of(TestMedia.AUDIO));
        assertEquals(List.of("describe 1"), happened);
    }

    @Test
    void close_beforeItsTurn_givesTheLeaseBackOnce() {
        waiting.close(LEFT);
        waiting.close(LEFT);
        waiting.end(LEFT);
        assertEquals(List.of("release"), happened);
    }

    @Test
    void close_afterItsTurn_closesWhatPublishes() {
        waiting.promoted(new NotedPublisher(), null);
        waiting.close(LEFT);
        assertEquals(List.of("close left"), happened);
    }

    @Test
    void promoted_afterItLeft_closesTheOther() {
        waiting.close(LEFT);
        waiting.promoted(new NotedPublisher(), null);
        assertEquals(List.of("release", "close left before its turn"), happened);
    }

    @Test
    void promoted_inVain_endsIt() {
        waiting.promoted(null, new IOException("no log"));
        waiting.close(LEFT);
        assertEquals(1, happened.size());
        assertEquals("end could not be promoted: java.io.IOException: no log", happened.getFirst());
    }

    @Test
    void end_revoked_tellsThePeerOnce() {
        waiting.end(LEFT);
        waiting.end(LEFT);
        assertEquals(List.of("end left"), happened);
    }
}
