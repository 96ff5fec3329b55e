package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.BrowserPlayer.Look;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.RequiresFfmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One picture with sound in two languages, published over SRT. */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguagesIT {
    private static final String PATH = "languages/two";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private StandaloneDeployment deployment;
    private ChildProcess publisher;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        deployment = StandaloneDeployment.start(folder.resolve("data"));
        publisher =
                Ffmpeg.start(
                        "publisher of two languages",
                        List.of(
                                ("-re -stream_loop -1 -i "
                                                + twoLanguages(folder)
                                                + " -map 0 -c copy -f mpegts "
                                                + deployment.publishUrl("srt-publish", PATH))
                                        .split(" ", -1)));
        Publishers.awaitHttp(deployment.readUrl("hls", PATH), publisher);
    }

    private static Path twoLanguages(Path folder) throws InterruptedException {
        Path file = folder.resolve("languages.ts");
        List<String> arguments = new ArrayList<>(List.of("-i", Clip.PLAIN.file().toString()));
        arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"));
        arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=880:sample_rate=48000"));
        arguments.addAll(List.of("-map", "0:v", "-map", "1", "-map", "2", "-shortest"));
        arguments.addAll(List.of("-c:v", "copy", "-c:a", "aac"));
        arguments.addAll(List.of("-metadata:s:a:0", "language=eng"));
        arguments.addAll(List.of("-metadata:s:a:1", "language=ger", file.toString()));
        Ffmpeg.run(LIMIT, arguments.toArray(String[]::new));
        return file;
    }

    @AfterAll
    void stop() {
        publisher.close();
        deployment.close();
    }

    @Test
    void languages_ofTwoTracks_areReadByFfmpegOverHlsDashAndSrt() throws Exception {
        assertEquals(List.of("de", "en"), languages(deployment.readUrl("hls", PATH)));
        assertEquals(List.of("de", "en"), languages(deployment.readUrl("dash", PATH)));
        assertEquals(List.of("deu", "eng"), languages(deployment.readUrl("srt", PATH)));
    }

    private static List<String> languages(String url) throws InterruptedException {
        return Ffmpeg.probe(
                        LIMIT,
                        "-select_streams",
                        "a",
                        "-show_entries",
                        "stream_tags=language",
                        "-of",
                        "csv=p=0",
                        url)
                .stream()
                .filter(line -> !line.isBlank())
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void page_otherLanguageChosen_playsOnWithIt(@TempDir Path profile) throws Exception {
        try (BrowserPlayer player =
                BrowserPlayer.open(profile, deployment.ports().url("page", PATH))) {
            player.awaitPlayback(player.look(), 2);
            String names =
                    player.evaluate(
                            "Array.from(document.getElementById('audio').options, it => it.text)"
                                    + ".join()");
            assertEquals("English,German", names);
            player.evaluate(
                    "(() => { const audio = document.getElementById('audio'); audio.value = 1;"
                            + " audio.dispatchEvent(new Event('change')); return ''; })()");
            Look chosen = player.look();
            player.awaitPlayback(chosen, 4);
            String loaded =
                    player.evaluate(
                            "performance.getEntriesByType('resource').map(it => it.name)"
                                    + ".filter(it => it.endsWith('/track-2.m3u8')"
                                    + " || it.includes('/track-2.m3u8?')).length.toString()");
            assertTrue(
                    Integer.parseInt(loaded) > 0, "nothing of the second language was asked for");
        }
    }
}
