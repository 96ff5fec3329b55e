package io.millrace.stream.publish;

import static io.millrace.stream.TestMedia.AUDIO;
import static io.millrace.stream.TestMedia.OTHER_VIDEO;
import static io.millrace.stream.TestMedia.VIDEO;
import static io.millrace.stream.TestMedia.audio;
import static io.millrace.stream.TestMedia.video;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.LogHead;
import io.millrace.stream.Mark;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordAssemblerTest {
    private static final long NOW = 1_700_000_000_000L;

    private final List<StreamRecord> records = new ArrayList<>();
    private final List<Drop> drops = new ArrayList<>();
    private boolean full;
    private int jumps;
    private int forced;

    private RecordAssembler assembler(Optional<LogHead> head, Track... tracks) {
        PublishSettings settings = new PublishSettings(2_000, 10_000, 10_000);
        return new RecordAssembler(2, List.of(tracks), head, settings, new Output());
    }

    private RecordAssembler assembler() {
        return assembler(Optional.empty(), VIDEO, AUDIO);
    }

    private final class Output implements RecordAssembler.Output {
        @Override
        public boolean append(StreamRecord record) {
            if (!full) {
                records.add(record);
            }
            return !full;
        }

        @Override
        public void dropped(Unit unit, Drop reason) {
            drops.add(reason);
        }

        @Override
        public void jumped() {
            jumps++;
        }

        @Override
        public void forced() {
            forced++;
        }
    }

    private static long firstMillis(StreamRecord record) {
        return record.units().getFirst().dtsTicks() / 90;
    }

    private RunningNumbers numbers(int record) {
        return records.get(record).entryPoint().orElseThrow().numbers();
    }

    @Test
    void write_beforeFirstEntryPoint_isDropped() {
        RecordAssembler assembler = assembler();
        assembler.write(audio(0), NOW);
        assembler.write(video(0, false), NOW);
        assembler.write(video(40, true), NOW + 40);
        assembler.write(audio(30), NOW + 40);
        assertEquals(1, records.size());
        assertEquals(
                List.of(Drop.BEFORE_ENTRY_POINT, Drop.BEFORE_ENTRY_POINT, Drop.BEFORE_ENTRY_POINT),
                drops);
        assertEquals(0, records.getFirst().firstSequence());
        assertEquals(Mark.NONE, records.getFirst().mark());
    }

    @Test
    void write_neverAnEntryPoint_forcesOneAfterTenSecondsAndFlagsIt() {
        RecordAssembler assembler = assembler();
        for (int millis = 0; millis <= 12_000; millis += 40) {
            assembler.write(video(millis, false), NOW + millis);
        }
        List<StreamRecord> entries = records.stream().filter(StreamRecord::isEntryPoint).toList();
        assertEquals(2, entries.size());
        assertEquals(2, forced);
        assertEquals(250, drops.size());
        for (StreamRecord entry : entries) {
            assertTrue(entry.entryPoint().orElseThrow().forced());
            assertTrue(entry.units().getFirst().randomAccess());
        }
    }

    @Test
    void write_audioBetweenPictures_ridesWithTheNext() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.write(audio(10), NOW + 10);
        assembler.write(audio(31), NOW + 31);
        assembler.write(video(40, false), NOW + 40);
        assertEquals(2, records.size());
        assertEquals(3, records.get(1).units().size());
        assertEquals(1, records.get(1).firstSequence());
        assertEquals(1, records.get(1).entryDistance());
    }

    @Test
    void write_audioBeforeEntryPoint_isARecordOfItsOwn() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.write(audio(10), NOW + 10);
        assembler.write(video(40, true), NOW + 40);
        assertEquals(3, records.size());
        assertTrue(records.get(2).isEntryPoint());
        assertEquals(1, records.get(2).units().size());
    }

    @Test
    void tick_audioWaited40Millis_isFlushed() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.write(audio(10), NOW + 10);
        assembler.tick(NOW + 49);
        assertEquals(1, records.size());
        assembler.tick(NOW + 50);
        assertEquals(2, records.size());
    }

    @Test
    void write_audioOnly_entersEverySecondInBundles() {
        RecordAssembler assembler = assembler(Optional.empty(), AUDIO);
        for (int i = 0; i < 100; i++) {
            assembler.write(audio(i * 21L), NOW + i * 21L);
        }
        long entries = records.stream().filter(StreamRecord::isEntryPoint).count();
        assertEquals(3, entries);
        assertTrue(records.size() <= 52, "records: " + records.size());
        assertTrue(records.getFirst().isEntryPoint());
    }

    @Test
    void write_segmentGrid_beginsAtFirstEntryPointAfterDuration() {
        RecordAssembler assembler = assembler();
        for (int millis = 0; millis <= 4_500; millis += 1_500) {
            assembler.write(video(millis, true), NOW + millis);
        }
        assertEquals(0, numbers(0).segment());
        assertEquals(0, numbers(1).segment());
        assertEquals(1, numbers(2).segment());
        assertEquals(1, numbers(3).segment());
        assertEquals(numbers(2).segmentStartMicros(), numbers(3).segmentStartMicros());
    }

    @Test
    void write_refused_dropsUpToEntryPointAndMarksTheGap() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        full = true;
        assembler.write(video(40, false), NOW + 40);
        full = false;
        assembler.write(video(80, false), NOW + 80);
        assembler.write(audio(90), NOW + 90);
        assembler.write(video(120, true), NOW + 120);
        assembler.write(video(160, false), NOW + 160);
        assertEquals(List.of(Drop.OVERFLOW, Drop.OVERFLOW, Drop.OVERFLOW), drops);
        assertEquals(3, records.size());
        assertEquals(Mark.GAP, records.get(1).mark());
        assertEquals(Mark.NONE, records.get(2).mark());
        assertEquals(120, firstMillis(records.get(1)) - firstMillis(records.get(0)));
    }

    @Test
    void write_refusedEntryPoint_leavesNoHoleInTheNumbers() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        full = true;
        assembler.write(video(2_000, true), NOW + 2_000);
        full = false;
        assembler.write(video(4_000, true), NOW + 4_000);
        assertEquals(1, numbers(1).segment());
    }

    @Test
    void write_afterLostRecord_waitsForEntryPoint() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.lose(records.getLast());
        assembler.write(video(40, false), NOW + 40);
        assembler.write(video(80, true), NOW + 80);
        assertEquals(2, records.size());
        assertEquals(Mark.GAP, records.get(1).mark());
    }

    @Test
    void lose_entryPoint_leavesNoHoleInTheNumbers() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.acknowledge(records.getLast());
        assembler.write(video(2_000, true), NOW + 2_000);
        assembler.write(video(2_040, false), NOW + 2_040);
        assembler.lose(records.get(1));
        assembler.lose(records.get(2));
        assembler.write(video(2_080, false), NOW + 2_080);
        assembler.write(video(4_000, true), NOW + 4_000);
        assembler.write(video(4_040, false), NOW + 4_040);
        assertEquals(5, records.size());
        assertEquals(1, numbers(3).segment());
        assertEquals(numbers(3).segmentStartMicros(), numbers(0).segmentStartMicros() + 4_000_000);
        assertEquals(Mark.GAP, records.get(3).mark());
        assertEquals(0, records.get(3).entryDistance());
        assertEquals(1, records.get(4).entryDistance());
        assertEquals(Mark.NONE, records.get(4).mark());
    }

    @Test
    void lose_firstEntryPoint_numbersBeginAnew() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.lose(records.getLast());
        assembler.write(video(4_000, true), NOW + 4_000);
        assertEquals(0, numbers(1).segment());
        assertEquals(Mark.GAP, records.get(1).mark());
    }

    @Test
    void write_sourceJumpsAhead_isRetimedAtEntryPoint() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.write(video(60_000, false), NOW + 40);
        assembler.write(video(60_040, true), NOW + 80);
        assertEquals(1, jumps);
        assertEquals(List.of(Drop.TIMESTAMP_JUMP), drops);
        assertEquals(80, firstMillis(records.get(1)) - firstMillis(records.get(0)));
        assertEquals(Mark.GAP, records.get(1).mark());
    }

    @Test
    void write_sourceGoesBack_neverShows() {
        RecordAssembler assembler = assembler();
        assembler.write(video(50_000, true), NOW);
        assembler.write(video(0, true), NOW + 1_000);
        assertEquals(1, jumps);
        assertEquals(1_000, firstMillis(records.get(1)) - firstMillis(records.get(0)));
    }

    @Test
    void write_pauseAsLongAsTheWallClockSays_isNoJump() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.write(video(30_000, true), NOW + 30_000);
        assertEquals(0, jumps);
    }

    @Test
    void describe_newFormat_takesEffectAtEntryPointAndIsADiscontinuity() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.describe(List.of(OTHER_VIDEO, AUDIO));
        assembler.write(video(40, false), NOW + 40);
        assembler.write(audio(60), NOW + 60);
        assembler.write(video(80, true), NOW + 80);
        assertEquals(List.of(Drop.DESCRIPTION_PENDING), drops);
        assertEquals(
                List.of(OTHER_VIDEO, AUDIO), records.getLast().entryPoint().orElseThrow().tracks());
        assertEquals(1, records.getLast().entryPoint().orElseThrow().numbers().discontinuity());
        assertEquals(1, records.getLast().entryPoint().orElseThrow().numbers().segment());
    }

    @Test
    void write_newEpoch_goesOnAsTheWallClockSays() {
        RunningNumbers numbers = new RunningNumbers(7, 3, 0, 9_000_000, 0);
        LogHead head = new LogHead(1, List.of(VIDEO, AUDIO), numbers, 10_000_000, NOW);
        RecordAssembler assembler = assembler(Optional.of(head), VIDEO, AUDIO);
        assembler.write(video(123_456, true), NOW + 5_000);
        assertEquals(15_000, firstMillis(records.getFirst()));
        assertEquals(8, numbers(0).segment());
        assertEquals((NOW - 10_000) * 1_000, numbers(0).wallClockAnchorMicros());
    }

    /** What came last was early or late, as networks make it: the wall clock of before goes on. */
    @Test
    void write_newEpochOfAStreamThatIsAboutOnTime_keepsTheWallClockAnchor() {
        for (long lastLate : List.of(-1_000L, -40L, 0L, 250L)) {
            long anchor = NOW - 10_000 - lastLate;
            assertEquals(anchor, anchorOfReturn(anchor, 1_500), lastLate + " ms late");
            assertEquals(NOW + 1_500 - anchor, firstMillis(records.getFirst()));
        }
    }

    @Test
    void write_newEpochOfAStreamWhoseClockDrifted_goesOnFromItsLastUnit() {
        for (long lastLate : List.of(-1_001L, 251L, 600_000L)) {
            assertEquals(NOW - 10_000, anchorOfReturn(NOW - 10_000 - lastLate, 1_500));
        }
    }

    /** The last unit was 100 ms early, and the next publisher comes sooner than that. */
    @Test
    void write_newEpochBeforeTheLastUnitsTime_doesNotGoBack() {
        anchorOfReturn(NOW - 10_000 + 100, 60);
        assertEquals(10_060, firstMillis(records.getFirst()));
    }

    /** Of a publication that comes so many milliseconds after the last unit, at 10 s, came. */
    private long anchorOfReturn(long anchorMillis, long absenceMillis) {
        RunningNumbers numbers = new RunningNumbers(7, 3, 0, 9_000_000, anchorMillis * 1_000);
        LogHead head = new LogHead(1, List.of(VIDEO, AUDIO), numbers, 10_000_000, NOW);
        records.clear();
        assembler(Optional.of(head), VIDEO, AUDIO).write(video(0, true), NOW + absenceMillis);
        return numbers(0).wallClockAnchorMicros() / 1_000;
    }

    @Test
    void write_newEpochAfterAnAbsence_isADiscontinuity() {
        assertEquals(3, discontinuityOfReturnAfter(500));
        assertEquals(4, discontinuityOfReturnAfter(501));
    }

    private long discontinuityOfReturnAfter(long millis) {
        RunningNumbers numbers = new RunningNumbers(7, 3, 0, 9_000_000, 0);
        LogHead head = new LogHead(1, List.of(VIDEO, AUDIO), numbers, 10_000_000, NOW);
        records.clear();
        assembler(Optional.of(head), VIDEO, AUDIO).write(video(0, true), NOW + millis);
        return numbers(0).discontinuity();
    }

    @Test
    void write_newEpochWithClockBehind_stillDoesNotGoBack() {
        RunningNumbers numbers = new RunningNumbers(7, 3, 0, 9_000_000, 0);
        LogHead head = new LogHead(1, List.of(OTHER_VIDEO), numbers, 10_000_000, NOW);
        RecordAssembler assembler = assembler(Optional.of(head), VIDEO, AUDIO);
        assembler.write(video(0, true), NOW - 60_000);
        assertTrue(firstMillis(records.getFirst()) > 10_000);
        assertEquals(4, numbers(0).discontinuity());
    }

    @Test
    void write_oversizedPicture_isRefusedUpToEntryPoint() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.write(video(40, false, 10_001), NOW + 40);
        assembler.write(video(80, false), NOW + 80);
        assembler.write(video(120, true), NOW + 120);
        assertEquals(List.of(Drop.OVERSIZED, Drop.OVERFLOW), drops);
        assertEquals(Mark.GAP, records.getLast().mark());
    }

    @Test
    void write_unknownTrack_isDropped() {
        RecordAssembler assembler = assembler(Optional.empty(), VIDEO);
        assembler.write(audio(0), NOW);
        assertEquals(List.of(Drop.UNKNOWN_TRACK), drops);
    }

    @Test
    void end_flushesAndMarks() {
        RecordAssembler assembler = assembler();
        assembler.write(video(0, true), NOW);
        assembler.write(audio(10), NOW + 10);
        assembler.end();
        assertEquals(3, records.size());
        assertEquals(Mark.END, records.getLast().mark());
        assertEquals(2, records.getLast().entryDistance());
        assertFalse(records.getLast().isEntryPoint());
    }
}
