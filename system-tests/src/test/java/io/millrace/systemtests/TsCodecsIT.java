package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Codecs of transport streams beside H.264 and AAC, from SRT to who can carry them. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TsCodecsIT {
    private static final int PICTURES = 50;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private StandaloneDeployment deployment;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        deployment = StandaloneDeployment.start(data);
    }

    @AfterAll
    void stop() {
        deployment.close();
    }

    @ParameterizedTest
    @EnumSource(TsCodecs.class)
    void publish_overSrt_readersGetWhatTheirProtocolCarries(TsCodecs codecs, @TempDir Path folder)
            throws Exception {
        Path file = codecs.make(folder);
        String path = "codecs/" + codecs;
        String url = deployment.publishUrl(PublishProtocol.SRT.scheme(), path);
        List<FrameHash> published = FrameHashes.ofFile(file, codecs.form());
        Map<ReadProtocol, FrameHashes> readers = new EnumMap<>(ReadProtocol.class);
        try (ChildProcess publisher = Publishers.publish(PublishProtocol.SRT, file, url)) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            for (ReadProtocol read : codecs.both()) {
                if (read.isPlaylist()) {
                    Publishers.awaitHttp(read.url(deployment, path), publisher);
                }
                readers.put(read, read.read(deployment, path, codecs.form()));
            }
            if (codecs.picturesOnly().isPresent()) {
                ReadProtocol read = codecs.picturesOnly().get();
                if (read.isPlaylist()) {
                    Publishers.awaitHttp(read.url(deployment, path), publisher);
                }
                readers.put(read, read.read(deployment, path, codecs.form().withoutAudio()));
            }
            List<Executable> checks = new ArrayList<>();
            readers.forEach(
                    (read, reader) -> checks.add(() -> check(codecs, published, read, reader)));
            assertAll(checks);
            int warnings = codecs.picturesOnly().isPresent() ? 1 : 0;
            assertEquals(warnings, warnings(path), deployment::output);
        } catch (AssertionError e) {
            System.out.println(deployment.output());
            throw e;
        } finally {
            readers.values().forEach(FrameHashes::close);
        }
    }

    private static void check(
            TsCodecs codecs, List<FrameHash> published, ReadProtocol protocol, FrameHashes reader)
            throws InterruptedException {
        List<FrameHash> read = reader.awaitVideo(PICTURES, LIMIT);
        String combination = codecs + " to " + protocol;
        try {
            PublishedRun.find(published, read, true);
            if (codecs.both().contains(protocol)) {
                PublishedRun.find(published, read, false);
            } else {
                assertTrue(read.stream().allMatch(FrameHash::video));
            }
        } catch (AssertionError e) {
            throw new AssertionError(combination + ": " + e.getMessage(), e);
        }
    }

    private long warnings(String path) throws Exception {
        return deployment.log().stream()
                .filter(line -> line.contains("path '" + path + "'"))
                .filter(line -> line.contains("is left out"))
                .count();
    }
}
