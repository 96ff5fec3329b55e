package io.millrace.media.cmaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClipFileTest {
    private static final Track VIDEO = video("6764001eacd940a02ff970110000030001");
    private static final Track OTHER_VIDEO = video("6764001eacd940a02ff970110000030002");
    private static final Track AUDIO = new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2));
    private static final long START_MICROS = 10_000_000;

    private static Track video(String parameters) {
        return new Track(
                0,
                new H264Format(
                        List.of(Bytes.ofHex(parameters)), List.of(Bytes.ofHex("68ebe3cb22c0"))));
    }

    /** One second from {@code second} on; audio begins 10 ms before the pictures. */
    private static List<TrackSegment> segment(Track video, int second) {
        List<Unit> units = new ArrayList<>();
        for (int picture = 0; picture < 25; picture++) {
            long ticks = second * 90_000L + picture * 3_600L;
            units.add(new Unit(0, ticks + 7_200, ticks, 0, picture == 0, new byte[100 + picture]));
        }
        for (int frame = 0; frame < 46; frame++) {
            long ticks = second * 48_000L - 480 + frame * 1_024L;
            units.add(new Unit(1, ticks, ticks, 0, true, new byte[20]));
        }
        long end = (second + 1) * 1_000_000L;
        int whole = ClipFile.WHOLE_SEGMENT_MILLIS;
        return List.of(
                TrackSegment.of(video, units, true, end, whole),
                TrackSegment.of(AUDIO, units, true, end, whole));
    }

    private static ClipFile file() {
        return new ClipFile(
                List.of(List.of(VIDEO, OTHER_VIDEO), List.of(AUDIO)),
                ClipFile.startMicros(segment(VIDEO, 10)),
                List.of(ClipFile.piece(segment(VIDEO, 10)), ClipFile.piece(segment(VIDEO, 11))));
    }

    @Test
    void segments_ofAClip_haveTheSizesThatTheIndexTells() {
        ClipFile file = file();
        long size = file.head().length;
        for (int index = 0; index < 2; index++) {
            byte[] segment = file.segment(index, segment(VIDEO, 10 + index));
            assertEquals(file.pieces().get(index).sizeBytes(), segment.length);
            size += segment.length;
        }
        assertEquals(file.sizeBytes(), size);
        assertEquals(90_000, file.pieces().getFirst().durationTicks());
    }

    @Test
    void timestamps_ofAClip_startAtItsEarliestTrack() {
        ClipFile file = file();
        assertEquals(START_MICROS - 10_000, ClipFile.startMicros(segment(VIDEO, 10)));
        assertEquals(900, decodeTime(file.segment(0, segment(VIDEO, 10)), 0));
        assertEquals(90_900, decodeTime(file.segment(1, segment(VIDEO, 11)), 0));
        assertEquals(0, decodeTime(file.segment(0, segment(VIDEO, 10)), 1));
    }

    @Test
    void descriptions_ofOneTrack_areToldByFragments() {
        ClipFile file = file();
        byte[] first = file.segment(0, segment(VIDEO, 10));
        byte[] second = file.segment(0, segment(OTHER_VIDEO, 10));
        int description = find(first, "tfhd", 0) + 12;
        assertEquals(1, ByteBuffer.wrap(first).getInt(description));
        assertEquals(2, ByteBuffer.wrap(second).getInt(description));
        assertEquals(2, ByteBuffer.wrap(file.head()).getInt(find(file.head(), "stsd", 0) + 8));
    }

    /** Of the nth fragment. */
    private static long decodeTime(byte[] segment, int nth) {
        return ByteBuffer.wrap(segment).getLong(find(segment, "tfdt", nth) + 8);
    }

    /** Where the nth box of a type has its type. */
    private static int find(byte[] bytes, String type, int nth) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf(type);
        for (int i = 0; i < nth; i++) {
            at = text.indexOf(type, at + 1);
        }
        assertNotEquals(-1, at, type);
        return at;
    }
}
