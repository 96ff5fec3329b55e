package io.millrace.ingest.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.Unit;
import io.millrace.stream.PathName;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileSourceTest {
    private static final PathName PATH = new PathName("demo");
    private static final int ROUNDS = 5;
    private static final int UNITS_OF_A_ROUND = 137;

    private final ManualPlayClock clock = new ManualPlayClock();

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(FileSourceTest.class.getResource("/file/" + name)).toURI());
    }

    private FakePublishing.Publication play(Path file, int units) throws InterruptedException {
        FakePublishing publishing = new FakePublishing(clock, 0, 1, units);
        play(file, publishing);
        return publishing.publications.getFirst();
    }

    private void play(Path file, FakePublishing publishing) throws InterruptedException {
        try (FileSource _ = FileSource.start(PATH, file, publishing, clock)) {
            assertTrue(publishing.done.await(30, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip.mp4", "clip.ts"})
    void play_loops_pictureGoesOnWithoutSeam(String name) throws Exception {
        List<Unit> video = play(resource(name), ROUNDS * UNITS_OF_A_ROUND).units(0);
        assertEquals(0, video.getFirst().ptsTicks());
        for (int i = 1; i < video.size(); i++) {
            assertEquals(3600, video.get(i).dtsTicks() - video.get(i - 1).dtsTicks(), "at " + i);
            assertEquals(i % 25 == 0, video.get(i).randomAccess());
        }
        long[] pts = video.stream().mapToLong(Unit::ptsTicks).sorted().limit(200).toArray();
        for (int i = 0; i < pts.length; i++) {
            assertEquals(3600L * i, pts[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip.mp4", "clip.ts"})
    void play_loops_soundNeverOverlapsNorDrifts(String name) throws Exception {
        FakePublishing.Publication played = play(resource(name), ROUNDS * UNITS_OF_A_ROUND);
        List<Unit> audio = played.units(1);
        assertTrue(audio.size() > 400);
        for (int i = 1; i < audio.size(); i++) {
            long step = audio.get(i).ptsTicks() - audio.get(i - 1).ptsTicks();
            assertTrue(step >= 1024 - 44 && step < 2 * 1024, step + " at " + i);
        }
        long videoMicros = Ticks.toMicros(played.units(0).getLast().dtsTicks(), 90_000);
        long audioMicros = Ticks.toMicros(audio.getLast().dtsTicks(), 44_100);
        assertTrue(Math.abs(videoMicros - audioMicros) < 1_000_000);
    }

    @Test
    void play_units_areWrittenAtTheirTime() throws Exception {
        FakePublishing.Publication played = play(resource("clip.mp4"), 300);
        long zero = ManualPlayClock.START_MICROS + 80_000; // the first dts is -80 ms
        for (int i = 0; i < played.units.size(); i++) {
            Unit unit = played.units.get(i);
            int rate = unit.track() == 0 ? 90_000 : 44_100;
            long writtenAt = played.writtenAtMicros.get(i);
            assertEquals(zero + Ticks.toMicros(unit.dtsTicks(), rate), writtenAt);
            assertEquals(zero + Ticks.toMicros(unit.ptsTicks(), rate), unit.ntpMicros());
        }
    }

    @Test
    void play_refusedAndEnded_isTriedAgainAfterPauses() throws Exception {
        FakePublishing publishing = new FakePublishing(clock, 3, 2, 10);
        play(resource("clip.mp4"), publishing);
        assertTrue(publishing.publications.size() >= 2);
        assertEquals(1, publishing.publications.getFirst().closed.size());
        long waited = clock.nowMicros() - ManualPlayClock.START_MICROS;
        assertTrue(waited >= 500_000 + 1_000_000 + 2_000_000 + 4_000_000, waited + " us");
    }

    @Test
    void close_whilePlaying_endsThePublication() throws Exception {
        FakePublishing publishing = new FakePublishing(clock, 0, 1, 50);
        FileSource source =
                FileSource.start(PATH, resource("clip.ts"), publishing, PlayClock.system());
        while (publishing.done.getCount() == 0) {
            Thread.onSpinWait();
        }
        source.close();
        assertTrue(publishing.publications.stream().allMatch(p -> p.closed.size() <= 1));
    }

    @Test
    void open_brokenFiles_sayWhatAndWhere(@TempDir Path folder) throws Exception {
        Path cut = folder.resolve("cut.mp4");
        byte[] clip = Files.readAllBytes(resource("clip.mp4"));
        Files.write(cut, Arrays.copyOf(clip, 20_000));
        String problem =
                String.valueOf(
                        assertThrows(MalformedMediaException.class, () -> MediaFile.open(cut))
                                .getMessage());
        assertTrue(problem.contains("'mdat' at offset 40"), problem);
        Path empty = Files.createFile(folder.resolve("empty.ts"));
        assertThrows(MalformedMediaException.class, () -> MediaFile.open(empty));
        assertThrows(IOException.class, () -> MediaFile.open(folder.resolve("missing")));
    }
}
