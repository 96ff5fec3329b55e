package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertAll;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.PublishedRun;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Codecs beside those of {@link TsCodecsIT}, and an encoding that is passed on as received, from
 * every publish protocol to every read protocol that carries them.
 */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CodecMatrixIT {
    private static final int PICTURES = 50;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    /** RTMP and files of Matroska tell time in milliseconds. */
    private static final double TOLERANCE_MICROS = 2_100;

    private final Path folder;
    private StandaloneDeployment deployment;

    CodecMatrixIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeAll
    void start() throws Exception {
        deployment = StandaloneDeployment.start(folder.resolve("data"));
    }

    @AfterAll
    void stop() {
        deployment.close();
    }

    static Stream<Arguments> combinations() {
        return Arrays.stream(FrameCodecs.values())
                .flatMap(codec -> codec.publishers().stream().map(by -> Arguments.of(codec, by)));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void publish_codec_readersGetEveryUnit(FrameCodecs codec, PublishProtocol by) throws Exception {
        Path file = codec.make(folder);
        String path = "matrix/" + codec + "/" + by;
        String url = deployment.publishUrl(by.scheme(), path);
        List<FrameHash> published = FrameHashes.ofFile(file, codec.form());
        Map<ReadProtocol, FrameHashes> readers = new EnumMap<>(ReadProtocol.class);
        try (ChildProcess publisher = Publishers.publish(by, file, url)) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            for (ReadProtocol read : playlistsLast(codec.readers())) {
                if (read.isPlaylist()) {
                    Publishers.awaitHttp(read.url(deployment, path), publisher);
                }
                readers.put(read, read.read(deployment, path, codec.form()));
            }
            List<Executable> checks = new ArrayList<>();
            readers.forEach((read, reader) -> checks.add(() -> check(read, published, reader)));
            assertAll(checks);
        } catch (AssertionError e) {
            System.out.println(deployment.output());
            throw e;
        } finally {
            readers.values().forEach(FrameHashes::close);
        }
    }

    /** All at once: each takes little. */
    @Test
    void publish_codecThatIsReframed_readersGetEveryPictureAndByteOfSound() throws Exception {
        List<Callable<String>> checks = new ArrayList<>();
        for (ReframedCodecs codec : ReframedCodecs.values()) {
            Path file = codec.make(folder);
            checks.add(() -> reframed(codec, file));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertAll(threads.invokeAll(checks).stream().map(check -> check::get));
        } catch (AssertionError e) {
            System.out.println(deployment.output());
            throw e;
        }
    }

    private String reframed(ReframedCodecs codec, Path file) throws Exception {
        String path = "reframed/" + codec;
        String url = deployment.publishUrl(codec.publisher().scheme(), path);
        List<FrameHash> published = FrameHashes.ofFile(file, ReframedCodecs.form());
        byte[] sound = SoundBytes.ofFile(file, folder);
        Map<ReadProtocol, FrameHashes> readers = new EnumMap<>(ReadProtocol.class);
        try (ChildProcess publisher = Publishers.publish(codec.publisher(), file, url)) {
            Publishers.awaitRtsp(deployment.rtspReadPort(), path, publisher);
            try (SoundBytes heard =
                    SoundBytes.read(codec.soundReader().input(deployment, path), folder)) {
                for (ReadProtocol read : playlistsLast(codec.pictureReaders())) {
                    if (read.isPlaylist()) {
                        Publishers.awaitHttp(read.url(deployment, path), publisher);
                    }
                    readers.put(read, read.read(deployment, path, ReframedCodecs.form()));
                }
                for (FrameHashes reader : readers.values()) {
                    PublishedRun.find(published, reader.awaitVideo(PICTURES, LIMIT), true);
                }
                heard.assertPartOf(sound, sound.length / 12);
            }
        } catch (AssertionError e) {
            throw new AssertionError(codec + ": " + e.getMessage(), e);
        } finally {
            readers.values().forEach(FrameHashes::close);
        }
        return path;
    }

    /** Others must not wait for the first segment. */
    private static Set<ReadProtocol> playlistsLast(Set<ReadProtocol> readers) {
        return EnumSet.copyOf(readers);
    }

    private static void check(ReadProtocol protocol, List<FrameHash> published, FrameHashes reader)
            throws InterruptedException {
        List<FrameHash> read = reader.awaitVideo(PICTURES, LIMIT);
        try {
            PublishedRun pictures = PublishedRun.find(published, read, true);
            PublishedRun.find(published, read, false);
            if (protocol != ReadProtocol.RTSP_TCP
                    && pictures.maxDeviationMicros() > TOLERANCE_MICROS) {
                throw new AssertionError("times are off: " + pictures);
            }
        } catch (AssertionError e) {
            throw new AssertionError("to " + protocol + ": " + e.getMessage(), e);
        }
    }
}
