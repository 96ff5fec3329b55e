package io.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RequiresFfmpeg
class ClipTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource
    void file_everyClip_hasDistinctUnitsOfTheWholeLength(Clip clip) throws Exception {
        List<FrameHash> units = FrameHashes.ofFile(clip.file());

        Set<String> distinct = new HashSet<>();
        units.forEach(unit -> distinct.add(unit.md5()));
        long pictures = units.stream().filter(FrameHash::video).count();
        assertEquals(clip.length().toSeconds() * 25, pictures);
        assertEquals(units.size(), distinct.size());
    }

    @Test
    void find_sameUnitsThroughTransportStream_areOneRun(@TempDir Path folder) throws Exception {
        Path source = Clip.B_PICTURES.file();
        Path stream = folder.resolve("clip.ts");
        Ffmpeg.run(LIMIT, "-i", source.toString(), "-t", "8", "-c", "copy", stream.toString());
        List<FrameHash> published = FrameHashes.ofFile(source);
        try (FrameHashes reader = FrameHashes.read("ts", true, "-i", stream.toString())) {
            List<FrameHash> read = reader.awaitVideo(200, LIMIT);

            PublishedRun video = PublishedRun.find(published, read, true);
            PublishedRun audio = PublishedRun.find(published, read, false);
            assertEquals(0, video.first());
            assertTrue(video.length() >= 200);
            assertTrue(video.maxDeviationMicros() < 100, video.toString());
            assertEquals(video.offsetMicros(), audio.offsetMicros(), 1_000);
        }
    }

    @Test
    void find_missingUnit_names_it() throws Exception {
        List<FrameHash> published = FrameHashes.ofFile(Clip.PLAIN.file());
        List<FrameHash> holed = new ArrayList<>(published);
        holed.remove(holed.stream().filter(FrameHash::video).toList().get(7));

        AssertionError error =
                assertThrows(AssertionError.class, () -> PublishedRun.find(published, holed, true));

        assertTrue(error.toString().contains("unit 7 read is published unit 8"), error::toString);
    }

    @Test
    void probe_clip_tellsItsCodecs() throws Exception {
        String file = Clip.PLAIN.file().toString();

        List<String> codecs =
                Ffmpeg.probe(LIMIT, "-show_entries", "stream=codec_name", "-of", "csv=p=0", file);

        assertEquals(List.of("h264", "aac"), codecs);
    }

    @Test
    void unpack_secondTime_takesTheSameFolder() throws Exception {
        Path folder = FfmpegPrograms.unpack();

        assertEquals(folder, FfmpegPrograms.unpack());
        assertTrue(Files.isExecutable(folder.resolve("ffprobe")));
    }
}
