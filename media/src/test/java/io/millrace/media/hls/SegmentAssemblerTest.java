package io.millrace.media.hls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MediaKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SegmentAssemblerTest {
    private final SegmentAssembler assembler = HlsFixture.assembler();

    @Test
    void segments_twoSecondsOfTwoGops_areCutWhereTheNumberChanges() {
        List<Segment> segments = HlsFixture.segments(assembler, 0, 7);
        assertEquals(3, segments.size());
        for (Segment segment : segments) {
            assertEquals(2_000_000, segment.durationMicros());
            assertEquals(50, segment.units(MediaKind.VIDEO));
            assertEquals(1, segment.runs().size());
        }
        assertEquals(2, segments.getLast().number());
    }

    @Test
    void segments_joinedInsideASegment_beginWithTheNextOne() {
        List<Segment> segments = HlsFixture.segments(assembler, 3, 9);
        assertEquals(2, segments.getFirst().number());
        assertEquals(2, segments.size());
    }

    @Property(tries = 40)
    void segments_joinedAnywhere_areTheSameBytes(@ForAll @IntRange(min = 0, max = 12) int from)
            throws Exception {
        List<Segment> all = HlsFixture.segments(HlsFixture.assembler(), 0, 20);
        List<Segment> late = HlsFixture.segments(HlsFixture.assembler(), from, 20);
        assertTrue(late.size() >= all.size() - (from + 1) / 2);
        for (int i = 1; i <= late.size(); i++) {
            Segment early = all.get(all.size() - i);
            assertEquals(early.name(), late.get(late.size() - i).name());
            assertEquals(bytes(early), bytes(late.get(late.size() - i)));
        }
        String onePlaylist = MediaPlaylist.of(all.subList(all.size() - 3, all.size()), 2).text();
        String other = MediaPlaylist.of(late.subList(late.size() - 3, late.size()), 2).text();
        assertEquals(onePlaylist, other);
    }

    @Test
    void segment_whosePublisherReturnsInIt_goesOnOverTheNewEpoch() {
        HlsFixture.gop(assembler, HlsFixture.entry(1, 0, 0, 0, 0));
        HlsFixture.gop(assembler, HlsFixture.entry(2, 0, 0, 0, 1));
        Segment segment = HlsFixture.gop(assembler, HlsFixture.entry(2, 1, 0, 2, 2)).orElseThrow();
        assertEquals(new SegmentName(1, 0), segment.name());
        assertEquals(50, segment.units(MediaKind.VIDEO));
    }

    @Test
    void segment_beforeAPauseInTheEpoch_lastsUntilTheNextOne() {
        HlsFixture.gop(assembler, HlsFixture.entry(1, 0, 0, 0, 0));
        Segment segment = HlsFixture.gop(assembler, HlsFixture.entry(1, 1, 0, 5, 5)).orElseThrow();
        assertEquals(5_000_000, segment.durationMicros());
    }

    @Test
    void endEpoch_inASegment_completesItWithItsLastPicture() {
        HlsFixture.gop(assembler, HlsFixture.entry(1, 0, 0, 0, 0));
        Segment segment = assembler.endEpoch().orElseThrow();
        assertEquals(1_000_000, segment.durationMicros());
        assertTrue(assembler.endEpoch().isEmpty());
        assertTrue(assembler.growing().isEmpty());
        assertTrue(HlsFixture.gop(assembler, HlsFixture.entry(2, 1, 0, 5, 5)).isEmpty());
        assertEquals(
                1,
                HlsFixture.gop(assembler, HlsFixture.entry(2, 2, 0, 7, 7)).orElseThrow().number());
    }

    @Test
    void segment_beforeAQuickReturn_lastsUntilTheNextOne() {
        HlsFixture.gop(assembler, HlsFixture.entry(1, 0, 0, 0, 0));
        SegmentStart second = HlsFixture.entry(2, 1, 0, 1, 1);
        SegmentStart later =
                new SegmentStart(
                        second.name(),
                        0,
                        1_400_000,
                        1_400_000,
                        second.wallClockMicros() + 400_000,
                        second.tracks());
        Segment segment =
                assembler.addEntryPoint(later, HlsFixture.pictures(1, 10, 1)).orElseThrow();
        assertEquals(1_400_000, segment.durationMicros());
    }

    @Test
    void segment_beforeAnAbsence_lastsUntilItsLastPicture() {
        for (int seconds : new int[] {5, 60}) {
            SegmentAssembler fresh = HlsFixture.assembler();
            HlsFixture.gop(fresh, HlsFixture.entry(1, 0, 0, 0, 0));
            Segment segment =
                    HlsFixture.gop(fresh, HlsFixture.entry(2, 1, 0, seconds, seconds))
                            .orElseThrow();
            assertEquals(1_000_000, segment.durationMicros());
        }
    }

    @Test
    void segment_whoseDescriptionChangesInIt_hasTwoRuns() throws Exception {
        SegmentStart first = HlsFixture.entry(1, 0, 0, 0, 0);
        SegmentStart same = HlsFixture.entry(1, 0, 0, 0, 1);
        HlsFixture.gop(assembler, first);
        HlsFixture.gop(
                assembler,
                new SegmentStart(
                        same.name(),
                        0,
                        same.segmentStartMicros(),
                        same.entryMicros(),
                        same.wallClockMicros(),
                        HlsFixture.tracks(0x28)));
        Segment segment = HlsFixture.gop(assembler, HlsFixture.entry(1, 1, 0, 2, 2)).orElseThrow();
        assertEquals(2, segment.runs().size());
        assertTrue(bytes(segment).contains("6764001e1e"), "first SPS");
        assertTrue(bytes(segment).contains("676400281e"), "second SPS");
    }

    @Test
    void segment_biggerThanTheLimit_isAGap() {
        SegmentAssembler small = new SegmentAssembler(100, 10_000_000);
        HlsFixture.gop(small, HlsFixture.entry(1, 0, 0, 0, 0));
        Optional<Segment> segment = HlsFixture.gop(small, HlsFixture.entry(1, 1, 0, 2, 2));
        assertTrue(segment.orElseThrow().isGap());
        assertEquals(2_000_000, segment.orElseThrow().durationMicros());
    }

    private static String bytes(Segment segment) throws Exception {
        ByteBuf out = Unpooled.buffer();
        SegmentWriter.write(segment, out);
        assertEquals(0, out.readableBytes() % 188);
        assertTrue(out.readableBytes() <= SegmentWriter.estimatedBytes(segment), "estimate");
        return ByteBufUtil.hexDump(out);
    }
}
