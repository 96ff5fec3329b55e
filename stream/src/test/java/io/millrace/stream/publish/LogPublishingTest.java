package io.millrace.stream.publish;

import static io.millrace.stream.TestMedia.AUDIO;
import static io.millrace.stream.TestMedia.VIDEO;
import static io.millrace.stream.TestMedia.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.EndReason;
import io.millrace.stream.FaultyLog;
import io.millrace.stream.Mark;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Rig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogPublishingTest {
    private final FaultyLog faults = new FaultyLog();
    private final Rig rig = new Rig(faults);
    private final List<EndReason.Kind> ends = new ArrayList<>();

    private Publisher publish() throws Exception {
        PublishRequest request = PublishRequest.internal(Rig.PATH, "test", List.of(VIDEO, AUDIO));
        return rig.publishing
                .publish(request, reason -> ends.add(reason.kind()))
                .toCompletableFuture()
                .get();
    }

    @Test
    void publish_secondPublisher_endsTheFirst() throws Exception {
        Publisher first = publish();
        first.write(video(0, true));
        Publisher second = publish();
        assertEquals(List.of(EndReason.Kind.OVERRIDDEN), ends);
        assertEquals(2, second.epoch());
        first.write(video(40, true));
        assertEquals(2, rig.logged().size());
        assertEquals(Mark.END, rig.logged().getLast().mark());
    }

    @Test
    void publish_logTakesNothing_isClosedAsStalled() throws Exception {
        Publisher publisher = publish();
        publisher.write(video(0, true));
        faults.refuse(true);
        for (int i = 1; i < 260; i++) {
            publisher.write(video(i * 40L, true));
            rig.time.advance(40);
        }
        assertEquals(List.of(EndReason.Kind.STALLED), ends);
        assertTrue(
                rig.count("publish_dropped_units", "path", "live/a", "reason", "overflow") > 240);
        assertEquals(List.of(), rig.publishing.paths());
    }

    @Test
    void publish_logTakesAgainInTime_goesOn() throws Exception {
        Publisher publisher = publish();
        publisher.write(video(0, true));
        faults.refuse(true);
        rig.time.advance(40);
        publisher.write(video(40, true));
        rig.time.advance(5_000);
        faults.refuse(false);
        publisher.write(video(5_040, true));
        rig.time.advance(20_000);
        assertEquals(List.of(), ends);
        assertEquals(Mark.GAP, rig.logged().getLast().mark());
    }

    @Test
    void close_byThePeer_doesNotCallBack() throws Exception {
        Publisher publisher = publish();
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
        assertEquals(List.of(), ends);
        assertEquals(1, rig.logged().size());
    }
}
