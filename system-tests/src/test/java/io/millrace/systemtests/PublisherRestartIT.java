package io.millrace.systemtests;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher that dies and returns within the grace: running readers go on. */
@RequiresFfmpeg
class PublisherRestartIT {
    private static final String PATH = "restart/camera";
    private static final int PICTURES = 50;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @Test
    void publisher_killedAndRestartedOverAnotherProtocol_readersGoOn(@TempDir Path data)
            throws Exception {
        List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
        List<FrameHashes> readers = new ArrayList<>();
        try (StandaloneDeployment deployment = StandaloneDeployment.start(data)) {
            try (ChildProcess first = publish(deployment, PublishProtocol.RTSP_TCP)) {
                Publishers.awaitRtsp(deployment.rtspReadPort(), PATH, first);
                readers.add(ReadProtocol.RTSP_TCP.read(deployment, PATH));
                readers.add(ReadProtocol.RTMP.read(deployment, PATH));
                for (FrameHashes reader : readers) {
                    reader.awaitVideo(PICTURES, LIMIT);
                }
                first.kill();
            }
            try (ChildProcess _ = publish(deployment, PublishProtocol.RTMP)) {
                for (FrameHashes reader : readers) {
                    List<FrameHash> read = awaitSecond(published, reader);
                    ContinuedReading.assertContinued(published, read);
                }
            } catch (AssertionError e) {
                System.out.println(deployment.output());
                throw e;
            }
        } finally {
            readers.forEach(FrameHashes::close);
        }
    }

    private static ChildProcess publish(Deployment deployment, PublishProtocol protocol)
            throws InterruptedException {
        return Publishers.publish(
                protocol, Clip.PLAIN, deployment.publishUrl(protocol.scheme(), PATH));
    }

    /** Waits picture by picture until enough of the second publication has come. */
    static List<FrameHash> awaitSecond(List<FrameHash> published, FrameHashes reader)
            throws InterruptedException {
        while (true) {
            int pictures = (int) reader.units().stream().filter(FrameHash::video).count();
            List<FrameHash> read = reader.awaitVideo(pictures + 1, LIMIT);
            if (ContinuedReading.reachedSecond(published, read, PICTURES)) {
                return read;
            }
        }
    }
}
