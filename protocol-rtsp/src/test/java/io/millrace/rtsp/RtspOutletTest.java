package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.OpusFormat;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspOutlet;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.push.PushOutput;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.PushSnapshot;
import io.millrace.stream.push.PushStatus;
import io.millrace.stream.push.PushUrl;
import io.millrace.stream.push.Pushes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes over RTSP to a server of ours. */
@Timeout(60)
class RtspOutletTest {
    private static final PathName PATH = new PathName("live/a");
    private static final int PICTURES = 60;

    private RtspRig rig;
    private RtspClient client;
    private Pushes pushes;
    private volatile RtspSource.Carrier carrier = RtspSource.Carrier.TCP;
    private Optional<PushUrl> pushed = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        use(RtspRig.start());
    }

    private void use(RtspRig newRig) {
        rig = newRig;
        client = new RtspClient(rig.counters);
        pushes =
                new Pushes(
                        rig.log,
                        settings ->
                                new RtspOutlet(
                                        client,
                                        RtspSource.of(RtspUrl.parse(settings.url().text()))
                                                .with(carrier),
                                        rig.counters),
                        _ -> 10_000,
                        rig.counters,
                        new Pushes.Time(InstantSource.system(), rig.ticker),
                        () -> Executors.newSingleThreadExecutor(Thread.ofVirtual().factory()));
    }

    @AfterEach
    void stop() {
        pushes.close();
        client.close();
        rig.close();
    }

    private void pushTo(String url) {
        Duration second = Duration.ofSeconds(1);
        PushSettings settings =
                PushSettings.to(PushUrl.parse(url))
                        .withTimes(Duration.ofSeconds(10), second, Duration.ofSeconds(10));
        pushed.ifPresent(before -> pushes.remove(PATH, before));
        pushed = Optional.of(settings.url());
        pushes.put(PATH, settings);
    }

    private static void write(Publisher publisher, int from, int to) throws Exception {
        for (int number = from; number < to; number++) {
            publisher.write(TestStream.picture(number, number % 10 == 0, 3_000));
            publisher.write(TestStream.audio(number));
            Thread.sleep(2);
        }
    }

    private PushSnapshot awaited(PushStatus status) throws InterruptedException {
        await(() -> pushes.snapshots().getFirst().status() == status);
        return pushes.snapshots().getFirst();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "did not come");
            Thread.sleep(10);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP", "HTTP", "WEBSOCKET"})
    void push_livePath_bringsTracksAndUnits(RtspSource.Carrier through) throws Exception {
        carrier = through;
        Publisher publisher = TestStream.publisher(rig, "live/a");
        pushTo(rig.url("live/copy"));
        write(publisher, 0, 1);
        awaited(PushStatus.ACTIVE);
        PathName copy = new PathName("live/copy");
        write(publisher, 1, 11);
        await(() -> isLive(copy));
        PulledUnits units = new PulledUnits();
        RtspSource source = RtspSource.of(RtspUrl.parse(rig.url("live/copy"))).with(through);
        var pull = client.pull(source, units).toCompletableFuture().get(20, TimeUnit.SECONDS);
        write(publisher, 11, PICTURES);
        List<Integer> numbers = units.awaitPictures(PICTURES - 21);
        assertEquals(TestStream.BOTH, units.tracks());
        assertEquals(through == RtspSource.Carrier.TCP ? 0 : 2, rig.count("rtsp_tunnels"));
        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(numbers.getFirst() + i, numbers.get(i));
        }
        pull.close();
        units.awaitClosed();
    }

    /** RFC 7587 has two channels; more are {@code multiopus}, on the way in and out. */
    @Test
    void push_multichannelOpus_bringsFormatAndPackets() throws Exception {
        OpusFormat surround = new OpusFormat(6, 1, 4, 2, Bytes.ofHex("000401020305"), 312);
        List<Track> tracks = List.of(new Track(0, surround));
        PublishRequest request = PublishRequest.internal(PATH, "test", tracks);
        Publisher publisher =
                rig.publishing
                        .publish(request, _ -> {})
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
        pushTo(rig.url("live/copy"));
        publisher.write(sound(0));
        awaited(PushStatus.ACTIVE);
        publisher.write(sound(1));
        publisher.write(sound(100));
        await(() -> isLive(new PathName("live/copy")));
        PulledSound pulled = new PulledSound();
        RtspSource source = RtspSource.of(RtspUrl.parse(rig.url("live/copy")));
        client.pull(source.with(RtspSource.Carrier.TCP), pulled)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        for (int number = 101; number < 160; number++) {
            publisher.write(sound(number));
        }
        assertEquals(tracks, pulled.tracks());
        int number = ByteBuffer.wrap(pulled.take().payload()).getInt(1);
        while (number < 150) {
            int next = ByteBuffer.wrap(pulled.take().payload()).getInt(1);
            assertTrue(next == number + 1 || (number == 1 && next == 100), number + ", " + next);
            number = next;
        }
    }

    /** Four streams of Opus in a packet begin as one does: with how long it lasts, 20 ms. */
    private static Unit sound(int number) {
        byte[] packet = ByteBuffer.allocate(60).put((byte) 0xFC).putInt(number).array();
        return new Unit(0, number * 960L, number * 960L, 1, true, packet);
    }

    private boolean isLive(PathName path) {
        return !rig.reading
                .open(ReadRequest.internal(path))
                .toCompletableFuture()
                .isCompletedExceptionally();
    }

    @Test
    void push_withPassword_answersTheChallenge() throws Exception {
        stop();
        OneUser user = new OneUser();
        use(RtspRig.start(RtspServerSettings.standard(), user::guard));
        Publisher publisher = TestStream.publisher(rig, "live/a");
        write(publisher, 0, 1);
        pushTo(rig.url("live/copy").replace("//", "//me:wrong@"));
        PushSnapshot refused = awaited(PushStatus.RECONNECTING);
        String why = refused.errors().getFirst().message();
        assertTrue(why.contains("401"), why);
        assertFalse(why.contains("wrong") || refused.url().contains("wrong"), why);
        pushTo(rig.url("live/copy").replace("//", "//me:secret@"));
        write(publisher, 10, 11);
        awaited(PushStatus.ACTIVE);
    }

    @Test
    void push_serverGone_triesAgain() throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        pushTo(rig.url("live/copy"));
        write(publisher, 0, 1);
        awaited(PushStatus.ACTIVE);
        rig.server.close();
        PushSnapshot cut = awaited(PushStatus.RECONNECTING);
        assertFalse(cut.errors().isEmpty());
        write(publisher, 10, 11);
        await(() -> pushes.snapshots().getFirst().attempt() > 1);
    }

    @Test
    void output_whoseClientWasClosed_closesWithoutAWord() throws Exception {
        TestStream.publisher(rig, "live/a").write(TestStream.picture(0, true, 3_000));
        CompletableFuture<String> ended = new CompletableFuture<>();
        RtspSource target = RtspSource.of(RtspUrl.parse(rig.url("live/copy"))).with(carrier);
        PushOutput output =
                new RtspOutlet(client, target, rig.counters)
                        .connect(PATH, TestStream.BOTH, listener(ended))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
        client.close();
        assertDoesNotThrow(output::close);
    }

    private static PushOutput.Listener listener(CompletableFuture<String> ended) {
        return new PushOutput.Listener() {
            @Override
            public void onWritable() {}

            @Override
            public void onEnd(String why) {
                ended.complete(why);
            }
        };
    }
}
