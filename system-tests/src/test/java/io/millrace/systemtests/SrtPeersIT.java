package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.net.Impairment;
import io.millrace.testkit.net.LossyUdpProxy;
import io.millrace.testkit.server.ServerPorts;
import io.millrace.testkit.srt.SrtLink;
import io.millrace.testkit.srt.SrtPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other programs' SRT as publishers and readers, encrypted and not, and over a bad line. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SrtPeersIT {
    private static final String SECRET_FOLDER = "secret/";

    /** Publishers encrypt, readers do not. */
    private static final String SEALED_FOLDER = "sealed/";

    private static final String PUBLISH_PASSPHRASE = "for-publishers";
    private static final String READ_PASSPHRASE = "for-readers";
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "MILLRACE_PATHS_SEALED_NAME", "~" + SEALED_FOLDER + ".*",
                    "MILLRACE_PATHS_SEALED_SRT_PUBLISH_PASSPHRASE", PUBLISH_PASSPHRASE,
                    "MILLRACE_PATHS_SECRET_NAME", "~" + SECRET_FOLDER + ".*",
                    "MILLRACE_PATHS_SECRET_SRT_PUBLISH_PASSPHRASE", PUBLISH_PASSPHRASE,
                    "MILLRACE_PATHS_SECRET_SRT_READ_PASSPHRASE", READ_PASSPHRASE);
    private static final int LATENCY_MILLIS = 500;
    private static final int PICTURES = 50;
    private static final int CUT_UNITS = 8;
    private static final int READ_BYTES = 400_000;
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long POLL_MILLIS = 50;

    private StandaloneDeployment deployment;
    @TempDir private Path folder;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = StandaloneDeployment.start(data, ServerPorts.take(new FreePorts()), SETTINGS);
    }

    @AfterAll
    void stop() {
        deployment.close();
    }

    private static void require(SrtPeer peer) {
        Optional<String> problem = peer.problem();
        problem.ifPresent(System.out::println);
        Assumptions.assumeTrue(problem.isEmpty(), () -> problem.orElse(""));
    }

    private SrtLink link(String streamId) {
        return SrtLink.calls(deployment.ports().srt(), LATENCY_MILLIS).withStreamId(streamId);
    }

    @ParameterizedTest
    @CsvSource({"LIVE_TRANSMIT, false", "LIVE_TRANSMIT, true", "GSTREAMER, false"})
    void publish_byAnotherProgram_everyProtocolBringsEveryUnit(SrtPeer peer, boolean sealed)
            throws Exception {
        require(peer);
        String path = (sealed ? SEALED_FOLDER : "peers/") + peer;
        SrtLink link = link("publish:" + path);
        ChildProcess sender =
                peer.send(sealed ? link.withPassphrase(PUBLISH_PASSPHRASE, 32) : link);
        try (TsFeed _ = TsFeed.start(peer, sender, Clip.PLAIN, folder)) {
            new ProtocolMatrix(deployment).check(peer.toString(), Clip.PLAIN, path, sender);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LIVE_TRANSMIT, false, 16", "LIVE_TRANSMIT, true, 16",
        "GSTREAMER, false, 16", "GSTREAMER, true, 32",
        "FFMPEG, true, 24"
    })
    void read_byAnotherProgram_bringsEveryUnit(SrtPeer peer, boolean secret, int keyBytes)
            throws Exception {
        require(peer);
        String path = (secret ? SECRET_FOLDER : "") + "read/" + peer;
        SrtLink publish = link("publish:" + path);
        SrtLink read = link("read:" + path);
        Path file = folder.resolve("read.ts");
        try (ChildProcess publisher =
                Publishers.publish(
                        PublishProtocol.SRT,
                        Clip.PLAIN,
                        url(secret ? publish.withPassphrase(PUBLISH_PASSPHRASE, 16) : publish))) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            try (ChildProcess reader =
                    peer.receive(
                            secret ? read.withPassphrase(READ_PASSPHRASE, keyBytes) : read, file)) {
                awaitSize(file, reader);
            }
        }
        List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
        List<FrameHash> units = withoutLast(FrameHashes.ofTransportStream(file));
        assertTrue(PublishedRun.find(published, units, true).length() >= PICTURES);
        PublishedRun.find(published, units, false);
    }

    /** The reader was ended anywhere: what it has of the last units may be a part of them. */
    private static List<FrameHash> withoutLast(List<FrameHash> units) {
        return units.subList(0, Math.max(0, units.size() - CUT_UNITS));
    }

    /** As ffmpeg takes it: its latency is in microseconds. */
    private static String url(SrtLink link) {
        return "srt://127.0.0.1:%d?streamid=%s&latency=%d000&connect_timeout=10000"
                        .formatted(link.port(), link.streamId(), link.latencyMillis())
                + (link.passphrase().isEmpty()
                        ? ""
                        : "&passphrase=" + link.passphrase() + "&pbkeylen=" + link.keyBytes());
    }

    private static void awaitSize(Path file, ChildProcess reader) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(file) || Files.size(file) < READ_BYTES) {
            assertTrue(
                    reader.isRunning() && System.nanoTime() < deadline,
                    () -> "not enough was read\n" + reader.output());
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Test
    void publishAndRead_overALineThatLosesFivePercent_bringEveryUnit() throws Exception {
        String path = "lossy/camera";
        Impairment line = Impairment.NONE.withLoss(0.05).withRoundTripMillis(50);
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), deployment.ports().srt());
        try (LossyUdpProxy in = LossyUdpProxy.start(server, line, 1);
                LossyUdpProxy out = LossyUdpProxy.start(server, line, 2);
                ChildProcess publisher =
                        Publishers.publish(
                                PublishProtocol.SRT,
                                Clip.PLAIN,
                                url(through(in, "publish:" + path)))) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            try (FrameHashes reader = ReadProtocol.SRT.readUrl(url(through(out, "read:" + path)))) {
                List<FrameHash> read = reader.awaitVideo(2 * PICTURES, LIMIT);
                List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
                PublishedRun.find(published, read, true);
                PublishedRun.find(published, read, false);
            }
            assertTrue(in.counts().dropped() > 0 && out.counts().dropped() > 0, "nothing lost");
        }
    }

    private static SrtLink through(LossyUdpProxy proxy, String streamId) {
        return SrtLink.calls(proxy.address().getPort(), LATENCY_MILLIS).withStreamId(streamId);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void publisher_killedAndBackWithinTheGrace_readersOfSrtGoOn(boolean secret) throws Exception {
        String path = (secret ? SECRET_FOLDER : "restart/") + "srt";
        SrtLink plain = link("publish:" + path);
        SrtLink read = link("read:" + path);
        String url = url(secret ? plain.withPassphrase(PUBLISH_PASSPHRASE, 16) : plain);
        String readUrl = url(secret ? read.withPassphrase(READ_PASSPHRASE, 16) : read);
        List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
        List<FrameHashes> readers = new ArrayList<>();
        try {
            try (ChildProcess first = Publishers.publish(PublishProtocol.SRT, Clip.PLAIN, url)) {
                Publishers.awaitRtsp(deployment.rtspReadPort(), path, first);
                readers.add(ReadProtocol.SRT.readUrl(readUrl));
                readers.add(ReadProtocol.RTSP_TCP.read(deployment, path));
                for (FrameHashes reader : readers) {
                    reader.awaitVideo(PICTURES, LIMIT);
                }
                first.kill();
            }
            try (ChildProcess _ = Publishers.publish(PublishProtocol.SRT, Clip.PLAIN, url)) {
                for (FrameHashes reader : readers) {
                    ContinuedReading.assertContinued(
                            published, PublisherRestartIT.awaitSecond(published, reader));
                }
            }
        } catch (AssertionError e) {
            System.out.println(deployment.output());
            throw e;
        } finally {
            readers.forEach(FrameHashes::close);
        }
    }
}
