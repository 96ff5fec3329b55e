package io.millrace.media.mp4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.Format;
import io.millrace.media.Language;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.PictureInfo;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Mp4ReaderTest {
    private static final byte[] CLIP = Clip.bytes("clip.mp4");
    private static final Mp4Limits LIMITS = new Mp4Limits(1 << 20, 10_000, 1 << 20);

    private static CollectedUnits read(byte[] file) throws IOException, MalformedMediaException {
        Mp4Reader reader = Mp4Reader.open(new ArrayBytes(file), LIMITS);
        CollectedUnits found = new CollectedUnits();
        found.onTracks(reader.tracks());
        while (reader.next(9, found)) {
            assertEquals(9, found.units.getLast().ntpMicros());
        }
        return found;
    }

    private static String problem(byte[] file) {
        return String.valueOf(
                assertThrows(MalformedMediaException.class, () -> read(file)).getMessage());
    }

    private static int find(String type) {
        String text = new String(CLIP, StandardCharsets.ISO_8859_1);
        return text.indexOf(type);
    }

    @Test
    void next_clipOfFfmpeg_givesItsAccessUnitsAndTimes() throws Exception {
        CollectedUnits found = read(CLIP);
        assertEquals(Clip.hashes(0), found.hashes(0));
        assertEquals(Clip.hashes(1), found.hashes(1));
        for (int i = 0; i < found.units(0).size(); i++) {
            Unit unit = found.units(0).get(i);
            Clip.Frame frame = Clip.frames(0).get(i);
            assertEquals(frame.pts() * 900 / 128, unit.ptsTicks());
            assertEquals(frame.dts() * 900 / 128, unit.dtsTicks());
            assertEquals(i % 25 == 0, unit.randomAccess());
        }
        for (int i = 0; i < found.units(1).size(); i++) {
            assertEquals(Clip.frames(1).get(i).pts(), found.units(1).get(i).ptsTicks());
        }
    }

    /** Hashes of the last sample are ffmpeg's. */
    @ParameterizedTest
    @CsvSource({
        "frames.av1.mp4, AV1, 292e8eaaeb490ae6182c769c506972c9",
        "frames.vp9.mp4, VP9, 13118d9022f11e9713e9fad5f3cdb856"
    })
    void next_framesOfFfmpeg_areReadWithTheirFormat(String name, String codec, String last)
            throws Exception {
        CollectedUnits found = read(Clip.bytes(name));
        Format format = found.tracks().getFirst().format();
        assertEquals(codec, format.codec());
        PictureInfo picture = PictureInfo.of(format).orElseThrow();
        assertEquals(192, picture.width());
        assertEquals(108, picture.height());
        assertEquals(10, found.units.size());
        assertEquals(last, found.hashes(0).getLast());
        for (int i = 0; i < 10; i++) {
            assertEquals(i * 3_600L, found.units.get(i).ptsTicks());
            assertEquals(i % 5 == 0, found.units.get(i).randomAccess());
        }
    }

    @Test
    void next_severalTracks_areInDecodingOrder() throws Exception {
        long last = Long.MIN_VALUE;
        for (Unit unit : read(CLIP).units) {
            long micros = Ticks.toMicros(unit.dtsTicks(), unit.track() == 0 ? 90_000 : 44_100);
            assertTrue(micros >= last);
            last = micros;
        }
    }

    @Test
    void endTicks_clip_isTheEndOfEachTrack() throws Exception {
        Mp4Reader reader = Mp4Reader.open(new ArrayBytes(CLIP), LIMITS);
        assertEquals(180_000, reader.endTicks(0));
        Clip.Frame last = Clip.frames(1).getLast();
        assertTrue(reader.endTicks(1) > last.pts() && reader.endTicks(1) <= last.pts() + 1024);
    }

    @Test
    void rewind_afterTheEnd_givesTheSameAgain() throws Exception {
        Mp4Reader reader = Mp4Reader.open(new ArrayBytes(CLIP), LIMITS);
        CollectedUnits found = new CollectedUnits();
        while (reader.next(0, found)) {}
        int once = found.units.size();
        reader.rewind();
        while (reader.next(0, found)) {}
        assertEquals(2 * once, found.units.size());
        assertEquals(
                found.units.subList(0, once).toString(),
                found.units.subList(once, 2 * once).toString());
    }

    @Test
    void open_movieAtTheFront_isRead() throws Exception {
        // Moving the box moves no sample: what comes before it in the file is 'free' space now.
        int moov = find("moov") - 4;
        byte[] head = Arrays.copyOfRange(CLIP, moov, CLIP.length);
        byte[] file = new byte[CLIP.length + head.length];
        System.arraycopy(CLIP, 0, file, 0, CLIP.length);
        System.arraycopy(head, 0, file, CLIP.length, head.length);
        file[moov + 4] = 'f';
        assertEquals(Clip.hashes(0), read(file).hashes(0));
    }

    @Test
    void open_largeSizes_areRead() throws Exception {
        int moov = find("moov") - 4;
        byte[] file = new byte[CLIP.length + 8];
        System.arraycopy(CLIP, 0, file, 0, moov);
        System.arraycopy(CLIP, moov + 8, file, moov + 16, CLIP.length - moov - 8);
        file[moov + 3] = 1;
        System.arraycopy(CLIP, moov + 4, file, moov + 4, 4);
        int size = CLIP.length - moov + 8;
        for (int i = 0; i < 4; i++) {
            file[moov + 12 + i] = (byte) (size >>> (24 - 8 * i));
        }
        assertEquals(Clip.hashes(0), read(file).hashes(0));
    }

    @Test
    void open_truncatedAnywhere_namesBoxAndOffset() {
        for (int size = 0; size < CLIP.length; size += 97) {
            String problem = problem(Arrays.copyOf(CLIP, size));
            assertTrue(problem.matches("MP4 box '....' at offset \\d+: .*"), problem);
        }
    }

    @Test
    void open_noMp4_isMalformed() {
        assertTrue(problem(new byte[64]).contains("MP4 box"));
        assertTrue(problem(new byte[0]).contains("'moov'"));
    }

    @Test
    void open_brokenTables_nameTheBox() {
        for (String type : List.of("stsz", "stts", "stsc", "stco", "mdhd", "ctts", "elst")) {
            byte[] file = CLIP.clone();
            int at = find(type);
            int field = at + (type.equals("mdhd") ? 16 : 8); // timescale, or the number of entries
            Arrays.fill(file, field, field + 8, (byte) 0xFF);
            String problem = problem(file);
            assertTrue(problem.contains("'" + type + "' at offset " + (at - 4)), problem);
        }
    }

    @Test
    void open_missingTable_isNamed() {
        byte[] file = CLIP.clone();
        file[find("stsc")] = 'x';
        assertTrue(problem(file).contains("has no 'stsc'"));
    }

    @Test
    void open_unknownCodecs_areLeftOutAndNamed() throws Exception {
        byte[] file = CLIP.clone();
        file[find("mp4a")] = 'X';
        Mp4Reader reader = Mp4Reader.open(new ArrayBytes(file), LIMITS);
        assertEquals(1, reader.tracks().size());
        assertEquals(List.of("'Xp4a'"), reader.unsupported());
        file[find("avc1" + "\0\0\0\0")] = 'X';
        assertTrue(problem(file).contains("no track that can be read"));
    }

    @Test
    void open_moreSamplesThanTheLimit_isMalformed() {
        Mp4Limits few = new Mp4Limits(1 << 20, 60, 1 << 20);
        MalformedMediaException problem =
                assertThrows(
                        MalformedMediaException.class,
                        () -> Mp4Reader.open(new ArrayBytes(CLIP), few));
        assertTrue(String.valueOf(problem.getMessage()).contains("'stsz'"));
    }

    @Property(tries = 400)
    void read_mutatedMovie_isReadOrMalformed(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        byte[] file = CLIP.clone();
        int moov = find("moov");
        int mutations = 1 + random.nextInt(8);
        for (int i = 0; i < mutations; i++) {
            file[moov + random.nextInt(file.length - moov)] = (byte) random.nextInt(256);
        }
        try {
            for (Unit unit : read(file).units) {
                assertTrue(unit.ptsTicks() >= unit.dtsTicks());
            }
        } catch (MalformedMediaException e) {
            assertTrue(!String.valueOf(e.getMessage()).isEmpty());
        } catch (EOFException e) {
            throw new AssertionError("read after the end", e);
        }
    }

    @Test
    void tracks_languageOfTheMediaHeader_isTheirs() throws Exception {
        byte[] file = CLIP.clone();
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int audio = text.indexOf("mdhd", text.indexOf("mdhd") + 1);
        int french = 6 << 10 | 18 << 5 | 5; // "fre"
        file[audio + 24] = (byte) (french >> 8);
        file[audio + 25] = (byte) french;
        List<Track> tracks = read(file).tracks();
        assertEquals(Optional.empty(), tracks.getFirst().language());
        assertEquals(Optional.of(new Language("fr")), tracks.getLast().language());
    }
}
