package io.millrace.stream.read;

import static io.millrace.stream.TestMedia.AUDIO;
import static io.millrace.stream.TestMedia.OTHER_VIDEO;
import static io.millrace.stream.TestMedia.VIDEO;
import static io.millrace.stream.TestMedia.audio;
import static io.millrace.stream.TestMedia.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.FaultyLog;
import io.millrace.stream.LiveStream;
import io.millrace.stream.Publisher;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reader;
import io.millrace.stream.RecordingSink;
import io.millrace.stream.RefusedException;
import io.millrace.stream.Rig;
import io.millrace.stream.TestFlavour;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogReadingTest {
    private final Rig rig = new Rig();
    private final TestFlavour flavour = new TestFlavour("test");
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void close() {
        rig.reading.close();
        assertEquals(0, flavour.live());
    }

    private Reader read(LiveStream stream, RecordingSink into) {
        return stream.read(flavour, ImmediateEventExecutor.INSTANCE, into);
    }

    private void gop(Publisher publisher, long fromMillis, int pictures, int bytes) {
        for (int i = 0; i < pictures; i++) {
            publisher.write(video(fromMillis + i * 40L, i == 0, bytes));
            rig.time.advance(40);
        }
    }

    @Test
    void read_midOfGop_startsAtEntryPointAtOnce() throws Exception {
        Publisher publisher = rig.publishBoth();
        gop(publisher, 0, 10, 100);
        gop(publisher, 400, 5, 100);
        read(rig.open(), sink);
        assertEquals(5, sink.records.size());
        assertTrue(sink.records.getFirst().isEntryPoint());
        assertEquals(List.of(List.of(VIDEO, AUDIO)), sink.descriptions);
        assertEquals(1, sink.flushes);
        publisher.write(video(600, false));
        assertEquals(6, sink.records.size());
    }

    @Test
    void read_byOneThatJoinsWithTheNext_waitsForTheNextEntryPoint() throws Exception {
        Publisher publisher = rig.publishBoth();
        gop(publisher, 0, 10, 100);
        gop(publisher, 400, 5, 100);
        Client next = Client.internal("test").withQuery("token=x&join=next");
        read(rig.reading.open(new ReadRequest(Rig.PATH, next)).toCompletableFuture().get(), sink);
        publisher.write(video(600, false));
        assertEquals(0, sink.records.size());
        gop(publisher, 640, 2, 100);
        assertEquals(2, sink.records.size());
        assertTrue(sink.records.getFirst().isEntryPoint());
        assertEquals(0, rig.count("reader_skipped_units", "path", Rig.PATH.value()));
    }

    @Test
    void open_withAWayToJoinThatIsNone_isRefused() throws Exception {
        gop(rig.publishBoth(), 0, 5, 100);
        Client client = Client.internal("test").withQuery("join=sometime");
        CompletionStage<LiveStream> opening = rig.reading.open(new ReadRequest(Rig.PATH, client));
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> opening.toCompletableFuture().get());
        assertTrue(failure.toString().contains("join="), failure.toString());
    }

    @Test
    void read_twoReadersOfAFlavour_shareImages() throws Exception {
        Publisher publisher = rig.publishBoth();
        gop(publisher, 0, 5, 100);
        LiveStream stream = rig.open();
        read(stream, sink);
        RecordingSink second = new RecordingSink();
        read(stream, second);
        gop(publisher, 200, 5, 100);
        assertEquals(1, flavour.encoders());
        assertEquals(10, flavour.encoded());
        assertEquals(sink.records, second.records);
    }

    @Test
    void open_pathNotPublished_isNotFoundNamingIt() {
        ExecutionException failure = assertThrows(ExecutionException.class, rig::open);
        RefusedException refused = assertInstanceOf(RefusedException.class, failure.getCause());
        assertEquals(RefusedException.Cause.NOT_FOUND, refused.refusal());
        assertTrue(refused.toString().contains("live/a"));
    }

    @Test
    void open_beforeFirstEntryPoint_waitsForIt() throws Exception {
        Publisher publisher = rig.publishBoth();
        CompletionStage<LiveStream> opening = rig.reading.open(Rig.PATH);
        assertFalse(opening.toCompletableFuture().isDone());
        publisher.write(video(0, true));
        assertEquals(List.of(VIDEO, AUDIO), opening.toCompletableFuture().get().tracks());
    }

    @Test
    void open_afterClose_isRefusedAndHoldsNothing() throws Exception {
        gop(rig.publishBoth(), 0, 5, 100);
        rig.reading.close();
        ExecutionException failure = assertThrows(ExecutionException.class, rig::open);
        RefusedException refused = assertInstanceOf(RefusedException.class, failure.getCause());
        assertEquals(RefusedException.Cause.UNAVAILABLE, refused.refusal());
    }

    @Test
    void open_noEntryPointComes_isRefusedAfterTheWait() throws Exception {
        rig.publishBoth();
        CompletionStage<LiveStream> opening = rig.reading.open(Rig.PATH);
        rig.time.advance(5_010);
        assertTrue(opening.toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void reader_tooSlow_jumpsToNewestEntryPointCounted() throws Exception {
        Rig small = new Rig(new ReadSettings(10_000, 10_000, 30_000, 5_000));
        Publisher publisher = small.publishBoth();
        publisher.write(video(0, true, 1_000));
        sink.room = 1;
        Reader reader = read(small.open(), sink);
        for (int i = 1; i < 40; i++) {
            publisher.write(video(i * 40L, i % 5 == 0, 1_000));
        }
        assertEquals(1, sink.records.size());
        sink.room = 100;
        reader.resume();
        assertTrue(sink.records.get(1).isEntryPoint());
        assertEquals(35, sink.records.get(1).firstSequence());
        assertEquals(List.of(34L), sink.skips);
        assertEquals(34, small.count("reader_skipped_units", "path", "live/a"));
        small.reading.close();
        assertEquals(0, flavour.live());
    }

    @Test
    void reader_gopBiggerThanRing_waitsForNextEntryPoint() throws Exception {
        Rig small = new Rig(new ReadSettings(3_000, 10_000, 30_000, 5_000));
        Publisher publisher = small.publishBoth();
        for (int i = 0; i < 10; i++) {
            publisher.write(video(i * 40L, i == 0, 1_000));
        }
        LiveStream first = small.open();
        publisher.write(video(400, false, 1_000));
        for (int i = 11; i < 20; i++) {
            publisher.write(video(i * 40L, false, 1_000));
        }
        read(first, sink);
        assertEquals(0, sink.records.size());
        publisher.write(video(800, true, 1_000));
        assertEquals(1, sink.records.size());
        assertTrue(sink.records.getFirst().isEntryPoint());
        small.reading.close();
        assertEquals(0, flavour.live());
    }

    @Test
    void reader_publisherGoneForTheGrace_ends() throws Exception {
        Publisher publisher = rig.publishBoth();
        gop(publisher, 0, 5, 100);
        read(rig.open(), sink);
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
        rig.time.advance(9_900);
        assertTrue(sink.end.isEmpty());
        rig.time.advance(200);
        assertEquals(EndReason.Kind.PUBLISHER_GONE, sink.end.orElseThrow().kind());
        assertEquals(0, flavour.live());
        assertThrows(ExecutionException.class, rig::open);
    }

    @Test
    void reader_logUnreachableForLong_waitsAndHasTheWholeGraceAfterIt() throws Exception {
        FaultyLog faults = new FaultyLog();
        Rig outage = new Rig(faults);
        Publisher publisher = outage.publishBoth();
        publisher.write(video(0, true));
        read(outage.open(), sink);
        outage.time.advance(3_000);
        faults.reachable(false);
        outage.time.advance(60_000);
        assertTrue(sink.end.isEmpty());
        faults.reachable(true);
        outage.time.advance(9_000);
        assertTrue(sink.end.isEmpty());
        publisher.write(video(72_000, true));
        assertEquals(2, sink.records.size());
        outage.time.advance(10_100);
        assertEquals(EndReason.Kind.PUBLISHER_GONE, sink.end.orElseThrow().kind());
    }

    @Test
    void reader_publisherReturnsWithOtherFormat_goesOnAndIsTold() throws Exception {
        Publisher publisher = rig.publishBoth();
        gop(publisher, 5_000, 5, 100);
        read(rig.open(), sink);
        rig.time.advance(3_000);
        Publisher second = rig.publish(OTHER_VIDEO, AUDIO);
        gop(second, 0, 5, 100);
        assertEquals(10, sink.records.size());
        assertEquals(2, sink.descriptions.size());
        assertEquals(2, sink.records.get(5).epoch());
        long gapTicks =
                sink.records.get(5).units().getFirst().dtsTicks()
                        - sink.records.get(4).units().getFirst().dtsTicks();
        assertEquals(3_040 * 90, gapTicks);
    }

    @Test
    void reader_audioAlone_ridesWithTheNextPicture() throws Exception {
        Publisher publisher = rig.publishBoth();
        gop(publisher, 0, 1, 100);
        read(rig.open(), sink);
        publisher.write(audio(10));
        rig.time.advance(40);
        assertEquals(2, rig.logged().size());
        assertEquals(1, sink.records.size());
        publisher.write(video(80, false));
        assertEquals(3, sink.records.size());
        publisher.write(audio(100));
        rig.time.advance(90);
        assertEquals(4, sink.records.size());
    }

    @Test
    void stream_withoutReaders_isLetGo() throws Exception {
        Publisher publisher = rig.publishBoth();
        gop(publisher, 0, 5, 100);
        Reader reader = read(rig.open(), sink);
        reader.close();
        for (int i = 0; i < 31; i++) {
            gop(publisher, 1_000 + i * 1_000L, 25, 100);
        }
        assertEquals(List.of(), rig.reading.statuses());
        assertEquals(0, flavour.live());
        assertTrue(sink.end.isEmpty());
    }
}
