package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.server.ServerPorts;
import io.millrace.testkit.srt.SrtLink;
import io.millrace.testkit.srt.SrtPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A path that keeps transport streams as received. */
@RequiresFfmpeg
class PassthroughIT {
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "MILLRACE_PATHS_RAW_NAME", "~raw/.*",
                    "MILLRACE_PATHS_RAW_PASSTHROUGH", "yes");
    private static final int LATENCY_MILLIS = 300;
    private static final int PACKETS = 2_000;
    private static final int MAX_HEADER_PACKETS = 4;

    /** Enough that they are found at one place only. */
    private static final int FOUND_PACKETS = 20;

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long POLL_MILLIS = 50;

    @Test
    void publish_transportStream_readersOfItGetTheSameBytesAndOthersTheUnits(
            @TempDir Path data, @TempDir Path folder) throws Exception {
        SrtPeer peer = SrtPeer.LIVE_TRANSMIT;
        Optional<String> problem = peer.problem();
        problem.ifPresent(System.out::println);
        Assumptions.assumeTrue(problem.isEmpty(), () -> problem.orElse(""));
        String path = "raw/camera";
        try (StandaloneDeployment deployment =
                StandaloneDeployment.start(data, ServerPorts.take(new FreePorts()), SETTINGS)) {
            SrtLink link = SrtLink.calls(deployment.ports().srt(), LATENCY_MILLIS);
            ChildProcess sender = peer.send(link.withStreamId("publish:" + path));
            Path file = folder.resolve("read.ts");
            try (TsFeed feed = TsFeed.start(peer, sender, Clip.PLAIN, folder)) {
                Publishers.awaitRtsp(deployment.rtspReadPort(), path, sender);
                try (ChildProcess srt = peer.receive(link.withStreamId("read:" + path), file);
                        HttpTsReader http = new HttpTsReader(deployment.ports().http(), path)) {
                    assertPart(feed.transportStream(), http.packets(PACKETS), "HTTP");
                    assertPart(feed.transportStream(), whole(file, srt), "SRT");
                }
                new ProtocolMatrix(deployment).check("raw", Clip.PLAIN, path, sender);
            }
        }
    }

    private static byte[] whole(Path file, ChildProcess reader) throws Exception {
        int size = PACKETS * HttpTsReader.PACKET_BYTES;
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(file) || Files.size(file) < size) {
            assertTrue(
                    reader.isRunning() && System.nanoTime() < deadline,
                    () -> "not enough was read\n" + reader.output());
            Thread.sleep(POLL_MILLIS);
        }
        return Arrays.copyOf(Files.readAllBytes(file), size);
    }

    /** After tables for the one who joins, what was read is one piece of what was sent. */
    private static void assertPart(byte[] sent, byte[] read, String reader) {
        for (int header = 0; header <= MAX_HEADER_PACKETS; header++) {
            int from = header * HttpTsReader.PACKET_BYTES;
            int found = from + FOUND_PACKETS * HttpTsReader.PACKET_BYTES;
            int at = place(sent, Arrays.copyOfRange(read, from, found));
            if (at >= 0) {
                int length = read.length - from;
                assertArrayEquals(
                        Arrays.copyOfRange(sent, at, at + length),
                        Arrays.copyOfRange(read, from, read.length),
                        reader);
                return;
            }
        }
        throw new AssertionError(reader + ": what was read was never sent");
    }

    private static int place(byte[] sent, byte[] part) {
        for (int at = 0; at + part.length <= sent.length; at += HttpTsReader.PACKET_BYTES) {
            if (Arrays.equals(sent, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }
}
