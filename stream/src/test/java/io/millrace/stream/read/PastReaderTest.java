package io.millrace.stream.read;

import static io.millrace.stream.TestMedia.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.Publisher;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reader;
import io.millrace.stream.RecordingSink;
import io.millrace.stream.RefusedException;
import io.millrace.stream.Rig;
import io.millrace.stream.TestFlavour;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PastReaderTest {
    private final Rig rig = new Rig();
    private final TestFlavour flavour = new TestFlavour("test");
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void close() {
        rig.reading.close();
        assertEquals(0, flavour.live());
    }

    /** Pictures every 40 ms, one of ten a key picture. */
    private void publish(Publisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.write(video(i * 40L, i % 10 == 0, 100));
            rig.time.advance(40);
        }
    }

    private LiveStream open(String query) throws Exception {
        Client client = Client.internal("test").withQuery(query);
        return rig.reading.open(new ReadRequest(Rig.PATH, client)).toCompletableFuture().get();
    }

    private Reader read(LiveStream stream) {
        return stream.read(flavour, ImmediateEventExecutor.INSTANCE, sink);
    }

    /** The number of a picture that the sink has; a path's timeline begins at one second. */
    private long picture(int at) {
        return sink.records.get(at).units().getFirst().ptsTicks() / 3_600 - 25;
    }

    @Test
    void read_fromThePast_beginsAtTheEntryPointBeforeAndGoesAtThePaceOfTheLog() throws Exception {
        Publisher publisher = rig.publishBoth();
        publish(publisher, 0, 100);
        LiveStream stream = open("start=-1s");
        assertEquals(2, stream.tracks().size());
        read(stream);
        assertEquals(1, sink.descriptions.size());
        assertEquals(1, sink.records.size());
        assertTrue(sink.records.getFirst().isEntryPoint());
        assertEquals(70, picture(0));
        rig.time.advance(400);
        assertEquals(11, sink.records.size());
        // Those 400 ms are in the log too, before the next picture.
        publish(publisher, 100, 150);
        assertEquals(51, sink.records.size());
        for (int i = 0; i < 51; i++) {
            assertEquals(picture(0) + i, picture(i));
        }
    }

    @Test
    void since_thePlaceOfAReader_missesNothing() throws Exception {
        publish(rig.publishBoth(), 0, 100);
        LiveStream stream = open("start=-2s");
        Instant begin = stream.past().orElseThrow().begin();
        Reader reader = read(stream);
        assertEquals(Optional.of(begin), reader.place());
        rig.time.advance(600);
        long last = picture(sink.records.size() - 1);
        Instant place = reader.place().orElseThrow();
        assertEquals(begin.plusMillis(600), place);
        reader.close();
        sink.records.clear();
        read(stream.since(place, Optional.empty()).toCompletableFuture().get());
        assertEquals(last / 10 * 10, picture(0));
    }

    @Test
    void read_beforeTheOldest_beginsWithTheOldest() throws Exception {
        publish(rig.publishBoth(), 0, 20);
        read(open("start=-1h"));
        assertEquals(0, picture(0));
    }

    @Test
    void read_ofARange_endsWithIt() throws Exception {
        publish(rig.publishBoth(), 0, 100);
        read(open("start=-2s&duration=1s"));
        rig.time.advance(5_000);
        EndReason reason = sink.end.orElseThrow();
        assertEquals("the range is over", reason.text());
        assertTrue(
                sink.records.size() >= 25 && sink.records.size() <= 36, "" + sink.records.size());
    }

    @Test
    void read_whenThePublisherHasLeft_endsAfterTheGrace() throws Exception {
        publish(rig.publishBoth(), 0, 100);
        read(open("start=-1s"));
        for (int i = 0; i < 9; i++) {
            rig.time.advance(1_000);
        }
        assertTrue(sink.end.isEmpty());
        for (int i = 0; i < 5; i++) {
            rig.time.advance(1_000);
        }
        assertEquals(EndReason.Kind.PUBLISHER_GONE, sink.end.orElseThrow().kind());
    }

    @Test
    void read_byASlowPeer_leavesNothingOut() throws Exception {
        Publisher publisher = rig.publishBoth();
        publish(publisher, 0, 100);
        sink.room = 5;
        Reader reader = read(open("start=-2s"));
        rig.time.advance(3_000);
        assertEquals(5, sink.records.size());
        sink.room = 1_000;
        reader.resume();
        rig.time.advance(1_000);
        for (int i = 0; i < sink.records.size(); i++) {
            assertEquals(picture(0) + i, picture(i));
        }
        assertEquals(99, picture(sink.records.size() - 1));
    }

    @Test
    void read_afterALongPause_waitsForALittleOnly() throws Exception {
        Publisher publisher = rig.publishBoth();
        publish(publisher, 0, 20);
        rig.time.advance(3_600_000);
        publish(publisher, 20, 40);
        read(open("start=-2h"));
        for (int i = 0; i < 13; i++) {
            rig.time.advance(1_000);
        }
        assertEquals(40, sink.records.size());
    }

    @Test
    void since_ofALiveStream_isItsPast() throws Exception {
        publish(rig.publishBoth(), 0, 100);
        Instant start = Instant.ofEpochMilli(rig.time.millis() - 1_000);
        read(rig.open().since(start, Optional.empty()).toCompletableFuture().get());
        assertEquals(0, picture(0) % 10);
        assertTrue(picture(0) >= 60 && picture(0) <= 75, "" + picture(0));
    }

    @Test
    void open_ofWhatCannotBe_isRefused() {
        for (String query : new String[] {"start=yesterday", "start=-5s&duration=0"}) {
            ExecutionException failure = assertThrows(ExecutionException.class, () -> open(query));
            assertInstanceOf(RefusedException.class, failure.getCause());
        }
        ExecutionException empty = assertThrows(ExecutionException.class, () -> open("start=-5s"));
        assertInstanceOf(RefusedException.class, empty.getCause());
    }
}
