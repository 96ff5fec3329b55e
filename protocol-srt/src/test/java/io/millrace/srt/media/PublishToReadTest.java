package io.millrace.srt.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsDemuxer;
import io.millrace.media.ts.TsMuxer;
import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.SrtRejectedException;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.crypto.Passphrase;
import io.millrace.stream.Counters;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.mpegts.TsPublication;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.millrace.stream.read.LogReading;
import io.millrace.stream.read.ReadSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers and readers on real sockets, through a log in memory. */
@Timeout(60)
final class PublishToReadTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final SrtSettings SETTINGS =
            SrtSettings.DEFAULT.withLatencyMillis(120).withLingerMillis(2_000);

    private final Counters counters = new Counters();
    private final ThreadTicker ticker = new ThreadTicker();
    private final MemoryStreamLog log = new MemoryStreamLog();
    private final LogPublishing publishing =
            new LogPublishing(
                    log,
                    new MemoryLeases(),
                    PublishSettings.defaults(),
                    counters,
                    InstantSource.system(),
                    ticker);
    private final LogReading reading =
            new LogReading(
                    log,
                    new ReadSettings(16 << 20, 700, 30_000, 5_000),
                    counters,
                    InstantSource.system(),
                    ticker);
    private final SrtClient client = new SrtClient();
    private SrtMediaServer server =
            start(SrtMediaSettings.on(ANY_PORT), SrtMediaServer.Roles.of(publishing, reading));

    private SrtMediaServer start(SrtMediaSettings settings, SrtMediaServer.Roles roles) {
        try {
            return SrtMediaServer.start(settings, roles, counters);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        publishing.close();
        reading.close();
        log.close();
        ticker.close();
    }

    /** Takes a transport stream apart. */
    private static final class Peer implements SrtConnectionHandler, TsDemuxer.Sink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final BlockingQueue<Unit> units = new LinkedBlockingQueue<>();
        final BlockingQueue<List<Track>> descriptions = new LinkedBlockingQueue<>();
        final BlockingQueue<String> problems = new LinkedBlockingQueue<>();
        final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
        private final TsDemuxer demuxer = new TsDemuxer(this, 1 << 20);

        @Override
        public void onConnected(SrtConnection connection) {}

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            try {
                if (message.readableBytes() % 188 != 0 || message.readableBytes() > 1316) {
                    problems.add("payload of " + message.readableBytes());
                }
                bytes.writeBytes(ByteBufUtil.getBytes(message));
                demuxer.read(message, 0);
            } finally {
                message.release();
            }
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            demuxer.finish();
            closed.complete(reason);
        }

        @Override
        public void onTracks(List<Track> tracks) {
            descriptions.add(tracks);
        }

        @Override
        public void onUnit(Unit unit) {
            units.add(unit);
        }

        @Override
        public void onUnsupported(int pid, String codec) {
            problems.add(codec);
        }

        @Override
        public void onMalformed(long offset, MalformedMediaException problem) {
            problems.add(String.valueOf(problem.getMessage()));
        }
    }

    private SrtConnection call(String streamId, String passphrase, Peer peer) throws Exception {
        return call(
                streamId, SETTINGS.withEncryption(SrtSettings.Encryption.of(passphrase, 16)), peer);
    }

    private SrtConnection call(String streamId, Peer peer) throws Exception {
        return call(streamId, SETTINGS, peer);
    }

    private SrtConnection call(String streamId, SrtSettings settings, Peer peer) throws Exception {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        return client.connect(SrtClient.Target.of(address, streamId), settings, peer)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private int rejectionOf(String streamId) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> call(streamId, new Peer()));
        return assertInstanceOf(SrtRejectedException.class, failure.getCause()).rejection().code();
    }

    private int rejectionOf(String streamId, String passphrase) {
        ExecutionException failure =
                assertThrows(
                        ExecutionException.class, () -> call(streamId, passphrase, new Peer()));
        return assertInstanceOf(SrtRejectedException.class, failure.getCause()).rejection().code();
    }

    /** Reads once the path is there, which is a moment after its first picture was sent. */
    private SrtConnection reader(String streamId, Peer peer) throws Exception {
        while (true) {
            try {
                return call(streamId, peer);
            } catch (ExecutionException refused) {
                SrtRejectedException why =
                        assertInstanceOf(SrtRejectedException.class, refused.getCause());
                assertEquals(1404, why.rejection().code());
            }
        }
    }

    private static void pictures(SrtConnection publisher, TsMuxer muxer, int from, int to)
            throws Exception {
        for (int i = from; i < to; i++) {
            ByteBuf bytes = Unpooled.buffer();
            muxer.write(TestMedia.picture(i, 3_000), bytes);
            muxer.write(TestMedia.sound(i), bytes);
            publisher.send(bytes);
        }
    }

    private static Unit next(Peer reader, Track track) throws Exception {
        while (true) {
            Unit unit = reader.units.poll(20, TimeUnit.SECONDS);
            if (unit == null) {
                throw new AssertionError("no unit of " + track);
            }
            if (unit.track() == track.id()) {
                return unit;
            }
        }
    }

    @Test
    void publish_pictures_readerGetsTheSameUnits() throws Exception {
        TsMuxer muxer = new TsMuxer(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        SrtConnection publisher = call("#!::r=live/cam,m=publish", new Peer());
        pictures(publisher, muxer, 0, 40);
        Peer peer = new Peer();
        reader("live/cam", peer);
        Unit first = next(peer, TestMedia.VIDEO);
        int begin = first.payload()[5] & 0x7F;
        assertTrue(first.randomAccess() && begin % 10 == 0, "an entry point: " + begin);
        pictures(publisher, muxer, 40, 60);
        publisher.close();
        long offset = first.dtsTicks() - begin * 3600L;
        for (int i = begin; i < 60; i++) {
            Unit unit = i == begin ? first : next(peer, TestMedia.VIDEO);
            Unit sent = TestMedia.picture(i, 3_000);
            assertArrayEquals(sent.payload(), unit.payload(), "picture " + i);
            assertEquals(sent.dtsTicks() + offset, unit.dtsTicks(), "picture " + i);
            assertEquals(sent.ptsTicks() + offset, unit.ptsTicks(), "picture " + i);
        }
        assertEquals(CloseReason.PEER_SHUTDOWN, peer.closed.get(20, TimeUnit.SECONDS));
        assertEquals(List.of(), List.copyOf(peer.problems));
        List<Track> tracks = List.copyOf(peer.descriptions).getLast();
        assertEquals(
                List.of(TestMedia.VIDEO.format(), TestMedia.AUDIO.format()),
                tracks.stream().map(Track::format).toList());
    }

    @Test
    void call_withoutPathPublisherOrRole_isRefusedWithItsCode() {
        assertEquals(1404, rejectionOf("read:nobody"));
        assertEquals(1400, rejectionOf("#!::m=publish"));
        assertEquals(1400, rejectionOf(""));
        server.close();
        server = start(SrtMediaSettings.on(ANY_PORT), SrtMediaServer.Roles.readingFrom(reading));
        assertEquals(1403, rejectionOf("publish:cam"));
        server.close();
        server =
                start(SrtMediaSettings.on(ANY_PORT), SrtMediaServer.Roles.publishingTo(publishing));
        assertEquals(1403, rejectionOf("cam"));
    }

    @Test
    void publish_nothing_endsAfterTheTimeout() throws Exception {
        server.close();
        server =
                start(
                        SrtMediaSettings.on(ANY_PORT).withTimeout(Duration.ofMillis(500)),
                        SrtMediaServer.Roles.of(publishing, reading));
        Peer silent = new Peer();
        call("publish:cam", silent);
        assertEquals(CloseReason.PEER_SHUTDOWN, silent.closed.get(20, TimeUnit.SECONDS));
    }

    @Test
    void publish_takenOver_endsTheFirstPublisher() throws Exception {
        Peer first = new Peer();
        call("publish:cam", first);
        call("publish:cam", new Peer());
        assertEquals(CloseReason.PEER_SHUTDOWN, first.closed.get(20, TimeUnit.SECONDS));
    }

    @Test
    void passphrases_ofThePath_areAskedForBeforeItIsTaken() throws Exception {
        server.close();
        SrtPathSettings path =
                new SrtPathSettings(
                        Optional.of(new Passphrase("publisher-secret")),
                        Optional.of(new Passphrase("reader-secret")),
                        300,
                        TsPublication.Settings.DEFAULT);
        server =
                start(
                        SrtMediaSettings.on(ANY_PORT).withPaths(_ -> path),
                        SrtMediaServer.Roles.of(publishing, reading));
        Peer first = new Peer();
        SrtConnection publisher = call("publish:cam", "publisher-secret", first);
        assertEquals(300, publisher.negotiated().sendLatencyMillis());
        assertEquals(1011, rejectionOf("publish:cam"));
        assertEquals(1010, rejectionOf("publish:cam", "another-secret"));
        assertEquals(1010, rejectionOf("read:cam", "publisher-secret"));
        assertFalse(first.closed.isDone());
        pictures(publisher, new TsMuxer(List.of(TestMedia.VIDEO, TestMedia.AUDIO)), 0, 20);
        Peer peer = new Peer();
        call("read:cam", "reader-secret", peer);
        assertTrue(next(peer, TestMedia.VIDEO).randomAccess());
        publisher.close();
        peer.closed.get(20, TimeUnit.SECONDS);
    }

    @Test
    void passthrough_readerGetsTheBytesThatWerePublished() throws Exception {
        server.close();
        SrtPathSettings path =
                new SrtPathSettings(
                        Optional.empty(), Optional.empty(), 0, new TsPublication.Settings(true, 0));
        server =
                start(
                        SrtMediaSettings.on(ANY_PORT).withPaths(_ -> path),
                        SrtMediaServer.Roles.of(publishing, reading));
        TsMuxer muxer = new TsMuxer(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        ByteBuf sent = Unpooled.buffer();
        for (int i = 0; i < 60; i++) {
            muxer.write(TestMedia.picture(i, 3_000), sent);
            muxer.write(TestMedia.sound(i), sent);
        }
        byte[] file = ByteBufUtil.getBytes(sent);
        int half = file.length / 188 / 2 * 188;
        SrtConnection publisher = call("publish:cam", new Peer());
        publisher.send(Unpooled.wrappedBuffer(file, 0, half));
        Peer peer = new Peer();
        reader("cam", peer);
        publisher.send(Unpooled.wrappedBuffer(file, half, file.length - half));
        publisher.close();
        peer.closed.get(20, TimeUnit.SECONDS);
        byte[] got = peer.bytes.toByteArray();
        int tables = 0;
        while (tables < got.length && indexOf(file, got, tables) < 0) {
            tables += 188;
        }
        assertTrue(tables <= 2 * 188, tables + " bytes of tables, then as received");
        assertTrue(got.length - tables > half, got.length + " of " + file.length);
        assertEquals(0, indexOf(file, got, tables) % 188);
        Unit first = next(peer, TestMedia.VIDEO);
        assertTrue(first.randomAccess());
    }

    /** Where the bytes from {@code from} on stand in {@code file}; -1 if they do not. */
    private static int indexOf(byte[] file, byte[] got, int from) {
        for (int at = 0; at + got.length - from <= file.length; at += 188) {
            if (Arrays.equals(file, at, at + got.length - from, got, from, got.length)) {
                return at;
            }
        }
        return -1;
    }
}
