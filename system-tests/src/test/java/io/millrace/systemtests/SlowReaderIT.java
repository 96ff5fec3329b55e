package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.client.RtpPacket;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that stop reading, beside readers that do not. */
@RequiresFfmpeg
class SlowReaderIT {
    private static final String PATH = "slow/camera";
    private static final int READERS = 50;

    /** Far more than the sockets' buffers of a reader that has stopped. */
    private static final int PICTURES = 300;

    @Test
    void read_oneReaderStops_fiftyOthersLoseNothing(@TempDir Path data) throws Exception {
        try (StandaloneDeployment deployment = StandaloneDeployment.start(data);
                ChildProcess publisher =
                        Publishers.publishLoop(
                                PublishProtocol.RTMP,
                                Clip.REFERENCE,
                                deployment.publishUrl("rtmp", PATH));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = deployment.ports().rtsp();
            Publishers.awaitRtsp(port, PATH, publisher);
            try (RtspClient stopped = new RtspClient(port, PATH)) {
                stopped.play();
                List<Future<Integer>> readers = new ArrayList<>();
                Callable<Integer> reading = () -> picturesWithoutLoss(port);
                for (int i = 0; i < READERS; i++) {
                    readers.add(threads.submit(reading));
                }
                for (Future<Integer> reader : readers) {
                    assertEquals(PICTURES, reader.get());
                }
                assertTrue(stopped.channel().isConnected());
            }
        }
    }

    /** Reads until enough pictures came; fails at the first packet that is missing. */
    private static int picturesWithoutLoss(int port) throws IOException {
        int pictures = 0;
        int expected = -1;
        try (RtspClient client = new RtspClient(port, PATH)) {
            client.play();
            while (pictures < PICTURES) {
                RtspClient.Block block = client.readBlock();
                if (block.channel() != 0) {
                    continue;
                }
                RtpPacket packet = RtpPacket.parse(block.payload());
                if (expected >= 0) {
                    assertEquals(expected, packet.sequenceNumber(), "after picture " + pictures);
                }
                expected = (packet.sequenceNumber() + 1) & 0xFFFF;
                pictures += packet.marker() ? 1 : 0;
            }
        }
        return pictures;
    }
}
