package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.net.LoopbackOnly;
import io.millrace.testkit.server.ServerPorts;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ffmpeg reads by multicast, where nothing can leave the machine: loopback is all there is. */
@RequiresFfmpeg
@Timeout(180)
class MulticastIT {
    private static final String PATH = "multicast/cam";
    private static final int PICTURES = 75;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @BeforeAll
    static void requireLoopbackOnly() throws SocketException {
        LoopbackOnly.require();
    }

    @Test
    void twoReaders_ofOneGroup_areSentEachPacketOnce(@TempDir Path data) throws Exception {
        List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
        FreePorts free = new FreePorts();
        ServerPorts ports = ServerPorts.take(free);
        int rtp = free.nextEvenPair();
        Map<String, String> settings =
                Map.of(
                        "MILLRACE_RTSP_MULTICAST_RTP_PORT", Integer.toString(rtp),
                        "MILLRACE_RTSP_MULTICAST_RTCP_PORT", Integer.toString(rtp + 1));
        try (StandaloneDeployment deployment = StandaloneDeployment.start(data, ports, settings);
                ChildProcess publisher =
                        Publishers.publish(
                                PublishProtocol.RTSP_TCP,
                                Clip.PLAIN,
                                deployment.publishUrl("rtsp", PATH))) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), PATH, publisher);
            String url = ports.url("rtsp", PATH);
            try (FrameHashes first = read("first", url);
                    FrameHashes second = read("second", url)) {
                assertRun(published, first);
                assertRun(published, second);
                assertEquals(1, readers(ports), "two readers, one that is sent to");
                leave(first);
                assertEquals(1, readers(ports), "the second stays");
                leave(second);
            }
            awaitReaders(ports, count -> count == 0);
        }
    }

    private static FrameHashes read(String name, String url) {
        return FrameHashes.read(name, false, "-rtsp_transport", "udp_multicast", "-i", url);
    }

    /** Whoever is in the group before the first PLAY gets all; the other begins in the middle. */
    private static void assertRun(List<FrameHash> published, FrameHashes reader)
            throws InterruptedException {
        PublishedRun video = PublishedRun.find(published, reader.awaitVideo(PICTURES, LIMIT), true);
        assertTrue(video.length() >= PICTURES, video::toString);
    }

    /** ffmpeg says TEARDOWN. */
    private static void leave(FrameHashes reader) throws InterruptedException {
        reader.process().terminate();
        reader.process().awaitExit(LIMIT);
    }

    private static void awaitReaders(ServerPorts ports, LongPredicate wanted) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!wanted.test(readers(ports))) {
            assertTrue(System.nanoTime() < deadline, () -> "readers stay");
            Thread.sleep(100);
        }
    }

    /** Who reads the path's log: a group counts as one. */
    private static long readers(ServerPorts ports) throws Exception {
        String metrics = Answer.get("http://127.0.0.1:" + ports.metrics() + "/metrics").body();
        return metrics.lines()
                .filter(line -> line.startsWith("millrace_readers{"))
                .filter(line -> line.contains("path=\"" + PATH + "\""))
                .mapToLong(
                        line -> (long) Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .sum();
    }
}
