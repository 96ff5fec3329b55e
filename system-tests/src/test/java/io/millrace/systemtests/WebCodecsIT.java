package io.millrace.systemtests;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.NormalForm;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codecs of the web, from enhanced RTMP to HLS and DASH. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebCodecsIT {
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
    @CsvSource({
        "VP9, libvpx-vp9 -deadline realtime -cpu-used 8, flac",
    })
    void publish_overEnhancedRtmp_isReadOverHlsAndDash(
            String name, String video, String audio, @TempDir Path folder) throws Exception {
        Path file = make(folder, video, audio);
        String path = "web/" + name;
        List<FrameHash> published = FrameHashes.ofFile(file, NormalForm.asItIs());
        List<FrameHashes> readers = new ArrayList<>();
        try (ChildProcess publisher =
                Publishers.publish(
                        PublishProtocol.RTMP, file, deployment.publishUrl("rtmp", path))) {
            for (ReadProtocol read : List.of(ReadProtocol.HLS, ReadProtocol.DASH)) {
                Publishers.awaitHttp(read.url(deployment, path), publisher);
                readers.add(read.read(deployment, path, NormalForm.asItIs()));
            }
            for (FrameHashes reader : readers) {
                List<FrameHash> read = reader.awaitVideo(PICTURES, LIMIT);
                PublishedRun.find(published, read, true);
                PublishedRun.find(published, read, false);
            }
        } catch (AssertionError failure) {
            System.out.println(deployment.output());
            throw failure;
        } finally {
            readers.forEach(FrameHashes::close);
        }
    }

    private static Path make(Path folder, String video, String audio) throws InterruptedException {
        Path file = folder.resolve("clip.mkv");
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-y", "-f", "lavfi", "-i", "testsrc2=rate=25:size=320x180"));
        arguments.addAll(List.of("-f", "lavfi", "-i"));
        arguments.add("anoisesrc=color=pink:seed=1:amplitude=0.2:sample_rate=48000");
        arguments.addAll(List.of("-t", "12", "-pix_fmt", "yuv420p", "-ac", "2", "-g", "25"));
        arguments.add("-c:v");
        arguments.addAll(List.of(video.split(" ", -1)));
        arguments.addAll(List.of("-c:a", audio, file.toString()));
        Ffmpeg.run(LIMIT, arguments.toArray(String[]::new));
        return file;
    }
}
