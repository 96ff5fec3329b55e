package io.millrace.mpegts.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.ts.TsMuxer;
import io.millrace.mpegts.Collector;
import io.millrace.mpegts.MemoryPaths;
import io.millrace.mpegts.TestMedia;
import io.millrace.mpegts.http.HttpStreamServer;
import io.millrace.mpegts.http.HttpStreams;
import io.millrace.mpegts.http.HttpTsClient;
import io.millrace.mpegts.http.HttpTsException;
import io.millrace.mpegts.http.HttpTsRequest;
import io.millrace.mpegts.http.StreamForm;
import io.millrace.mpegts.udp.UdpTsReceiver;
import io.millrace.mpegts.udp.UdpTsReceiverSettings;
import io.millrace.mpegts.udp.UdpTsSenderSettings;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import io.millrace.stream.mpegts.TsFlavour;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExamplesTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final EndReason LEFT = EndReason.of(EndReason.Kind.PEER_LEFT, "left");
    private static final int PICTURES = 20;

    private final IoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final MemoryPaths paths = new MemoryPaths();
    private @TempDir Path folder;

    @AfterEach
    void stop() {
        paths.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Path streamFile() throws Exception {
        TsMuxer muxer = new TsMuxer(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < PICTURES; i++) {
            muxer.write(TestMedia.picture(i, 3_000), bytes);
            muxer.write(TestMedia.sound(i), bytes);
        }
        return Files.write(folder.resolve("stream.ts"), ByteBufUtil.getBytes(bytes));
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(10);
        }
    }

    /** Their bytes. */
    private List<String> picturesLogged(String path) throws Exception {
        return paths.log.newest(new PathName(path), 10_000).toCompletableFuture().get().stream()
                .flatMap(logged -> logged.record().units().stream())
                .filter(unit -> unit.track() == 0)
                .map(unit -> HexFormat.of().formatHex(unit.payload()))
                .toList();
    }

    private HttpStreamServer server() throws Exception {
        StreamForm form = StreamForm.mpegts(new TsFlavour(paths.counters));
        HttpStreams streams =
                new HttpStreams(
                        paths.reading, List.of(form), Duration.ofSeconds(10), paths.counters);
        return HttpStreamServer.start(ANY_PORT, streams, loops);
    }

    @Test
    void udpFileSender_toThePrinter_itsTracksArePrinted() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UdpTsPrinter printer = new UdpTsPrinter(new PrintStream(out, true, StandardCharsets.UTF_8));
        try (UdpTsReceiver receiver =
                UdpTsReceiver.start(UdpTsReceiverSettings.of(ANY_PORT), printer, loops)) {
            UdpTsFileSender.send(UdpTsSenderSettings.to(receiver.localAddress()), streamFile());
            until(() -> {
                String printed = out.toString(StandardCharsets.UTF_8);
                return printed.contains("track 0: H264Format")
                        && printed.contains("track 1: AacFormat")
                        && printed.contains("entry point at ");
            });
        }
    }

    @Test
    void udpPublisher_ofAStream_isInTheLog() throws Exception {
        Publisher publisher = paths.publish("udp");
        UdpTsReceiver receiver =
                UdpTsReceiver.start(
                        UdpTsReceiverSettings.of(ANY_PORT),
                        new UdpTsPublisher(publisher, paths.counters),
                        loops);
        try (receiver) {
            Path file = streamFile();
            UdpTsFileSender.send(UdpTsSenderSettings.to(receiver.localAddress()), file);
            long packets = Files.size(file) / 188;
            until(() -> receiver.counts().packets() == packets);
        }
        until(() -> picturesLogged("udp").size() == PICTURES);
    }

    @Test
    void httpRecorder_ofALiveStream_writesItToAFile() throws Exception {
        Path file = folder.resolve("recorded.ts");
        try (HttpStreamServer server = server()) {
            Publisher publisher = paths.publish("cam", TestMedia.VIDEO, TestMedia.AUDIO);
            publisher.write(TestMedia.picture(0, 3_000));
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/cam/mpegts");
            FutureTask<Optional<HttpTsException>> recording =
                    new FutureTask<>(() -> HttpTsRecorder.record(HttpTsRequest.of(uri), file));
            Thread.ofVirtual().start(recording);
            until(() -> Files.exists(file) && Files.size(file) > 0);
            for (int i = 1; i < PICTURES; i++) {
                publisher.write(TestMedia.picture(i, 3_000));
            }
            publisher.close(LEFT);
            assertEquals(Optional.empty(), recording.get());
        }
        Collector collector = new Collector();
        collector.read(Files.readAllBytes(file));
        collector.finish();
        assertEquals(PICTURES, collector.of(TestMedia.VIDEO).size());
    }

    @Test
    void httpPublisher_ofAnotherServersStream_isInTheLog() throws Exception {
        try (HttpStreamServer server = server();
                HttpTsClient client = HttpTsClient.on(loops)) {
            Publisher source = paths.publish("there", TestMedia.VIDEO);
            source.write(TestMedia.picture(0, 3_000));
            URI uri = URI.create("http://127.0.0.1:" + server.port() + "/there/mpegts");
            HttpTsPublisher sink = new HttpTsPublisher(paths.publish("here"), paths.counters);
            client.open(HttpTsRequest.of(uri), sink).toCompletableFuture().get();
            int next = 1;
            while (picturesLogged("here").isEmpty()) {
                source.write(TestMedia.picture(next++, 3_000));
                Thread.sleep(10);
            }
            for (int i = 0; i < PICTURES; i++) {
                source.write(TestMedia.picture(next++, 3_000));
            }
            source.close(LEFT);
            String last = picturesLogged("there").getLast();
            until(() -> picturesLogged("here").getLast().equals(last));
            List<String> written = picturesLogged("there");
            List<String> came = picturesLogged("here");
            assertTrue(came.size() > PICTURES);
            assertEquals(written.subList(written.size() - came.size(), written.size()), came);
        }
    }
}
