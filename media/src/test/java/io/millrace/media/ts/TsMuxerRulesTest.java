package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.CollectedUnits;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of ISO/IEC 13818-1 for what is written, at variable and constant rate. */
class TsMuxerRulesTest {
    private static final long RATE = 3_000_000;
    private static final long SYSTEM_RATE = 27_000_000;

    private final CollectedUnits media = TsFixture.demux("h264-eac3");

    private ByteBuf mux(TsMuxerSettings settings) throws Exception {
        TsMuxer muxer = new TsMuxer(media.tracks(), settings);
        ByteBuf out = Unpooled.buffer();
        for (Unit unit : TsFixture.inOrder(media)) {
            muxer.write(unit, out);
        }
        assertEquals(0, muxer.lateUnits() + muxer.leftOutUnits());
        return out;
    }

    private static TsMuxerSettings settings(long bitsPerSecond) {
        return bitsPerSecond == 0
                ? TsMuxerSettings.VARIABLE_RATE
                : TsMuxerSettings.constantRate(bitsPerSecond);
    }

    private static List<TsPacket> packets(ByteBuf stream) throws Exception {
        List<TsPacket> packets = new ArrayList<>();
        for (int at = 0; at < stream.writerIndex(); at += 188) {
            packets.add(TsPacket.parse(stream.slice(at, 188)));
        }
        return packets;
    }

    /** The clock with its extension, 27 MHz; -1 where there is none. */
    private static long clock(TsPacket packet) {
        if (packet.pcrTicks() == TsPacket.NO_PCR) {
            return -1;
        }
        return packet.pcrTicks() * 300 + (packet.whole().getUnsignedShort(10) & 0x1FF);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, RATE})
    void pcr_comesAtLeastEvery40Millis_2_7_2(long rate) throws Exception {
        long last = -1;
        for (TsPacket packet : packets(mux(settings(rate)))) {
            long clock = clock(packet);
            if (clock >= 0) {
                assertTrue(last < 0 || clock > last);
                assertTrue(last < 0 || clock - last <= SYSTEM_RATE / 25, "after " + last);
                last = clock;
            }
        }
        assertTrue(last > 0);
    }

    @Test
    void pcr_atConstantRate_isThatOfTheByte_2_4_2_2() throws Exception {
        List<TsPacket> packets = packets(mux(TsMuxerSettings.constantRate(RATE)));
        long first = -1;
        long firstAt = 0;
        int nulls = 0;
        for (int i = 0; i < packets.size(); i++) {
            nulls += packets.get(i).pid() == TsConstants.PID_NULL ? 1 : 0;
            long clock = clock(packets.get(i));
            if (clock < 0) {
                continue;
            }
            first = first < 0 ? clock : first;
            firstAt = first == clock ? i : firstAt;
            long expected = (i - firstAt) * 188 * 8 * SYSTEM_RATE / RATE;
            assertTrue(Math.abs(clock - first - expected) <= 1, "packet " + i);
        }
        assertTrue(nulls > 100);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, RATE})
    void tables_comeAtLeastEvery100MillisAndBeforeEachEntryPoint(long rate) throws Exception {
        long now = -1;
        long association = -1;
        boolean mapSinceVideo = false;
        for (TsPacket packet : packets(mux(settings(rate)))) {
            now = Math.max(now, clock(packet));
            if (packet.pid() == TsConstants.PID_PAT) {
                long since = association < 0 ? 0 : now - association;
                assertTrue(since <= SYSTEM_RATE / 10 + SYSTEM_RATE / 25, "after " + since);
                association = now;
            }
            mapSinceVideo |= packet.pid() == TsMuxer.PID_PROGRAM_MAP;
            if (packet.pid() == TsMuxer.PID_FIRST_STREAM && packet.start()) {
                assertTrue(!packet.randomAccess() || mapSinceVideo);
                mapSinceVideo = false;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, RATE})
    void continuityCounter_growsByOneWithEachPayload_2_4_3_3(long rate) throws Exception {
        assertContinuous(packets(mux(settings(rate))));
    }

    private static void assertContinuous(List<TsPacket> packets) {
        Map<Integer, ContinuityCheck> checks = new HashMap<>();
        for (TsPacket packet : packets) {
            if (packet.pid() != TsConstants.PID_NULL) {
                assertEquals(
                        ContinuityCheck.Verdict.NEXT,
                        checks.computeIfAbsent(packet.pid(), _ -> new ContinuityCheck())
                                .check(packet));
            }
        }
    }

    @Test
    void segments_endedByTheirLastUnits_goOnWithoutAGapInTheCounters() throws Exception {
        ByteBuf both = Unpooled.buffer();
        List<Unit> units = TsFixture.inOrder(media);
        for (List<Unit> segment : List.of(units.subList(0, 15), units.subList(15, units.size()))) {
            TsMuxer muxer = new TsMuxer(media.tracks());
            for (int i = 0; i < segment.size(); i++) {
                Unit unit = segment.get(i);
                boolean last =
                        segment.subList(i + 1, segment.size()).stream()
                                .noneMatch(later -> later.track() == unit.track());
                if (last) {
                    muxer.writeLast(unit, both);
                } else {
                    muxer.write(unit, both);
                }
            }
            muxer.endSegment(both);
        }
        assertContinuous(packets(both));
        CollectedUnits again = TsFixture.demux(both);
        assertEquals(media.hashes(0), again.hashes(0));
        assertEquals(media.hashes(1), again.hashes(1));
    }

    @Test
    void pesPacketLength_isThatOfThePacket_2_4_3_7() throws Exception {
        Map<Integer, Integer> left = new HashMap<>();
        for (TsPacket packet : packets(mux(TsMuxerSettings.VARIABLE_RATE))) {
            if (packet.pid() < TsMuxer.PID_FIRST_STREAM
                    || packet.pid() == TsMuxer.PID_PROGRAM_MAP) {
                continue;
            }
            int size = packet.payload().readableBytes();
            if (packet.start()) {
                assertEquals(0, left.getOrDefault(packet.pid(), 0));
                assertEquals(1, packet.payload().getUnsignedMedium(packet.payload().readerIndex()));
                int length = packet.payload().getUnsignedShort(packet.payload().readerIndex() + 4);
                left.put(packet.pid(), 6 + length - size);
            } else {
                left.merge(packet.pid(), -size, Integer::sum);
            }
        }
        left.values().forEach(rest -> assertEquals(0, rest));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, RATE})
    void units_haveComeBeforeTheyAreDecoded_2_4_2(long rate) throws Exception {
        CollectedUnits again = TsFixture.demux(mux(settings(rate)));
        assertEquals(media.hashes(0), again.hashes(0));
        long now = -1;
        for (TsPacket packet : packets(mux(settings(rate)))) {
            now = Math.max(now, clock(packet));
            if (packet.pid() == TsMuxer.PID_FIRST_STREAM && packet.start()) {
                ByteBuf pes = packet.payload();
                byte[] bytes = new byte[pes.readableBytes()];
                pes.getBytes(pes.readerIndex(), bytes);
                long dts = PesPacket.parse(bytes, bytes.length).dtsTicks();
                assertTrue(dts * 300 > now, "decoded at " + dts + ", sent at " + now / 300);
            }
        }
    }

    @Test
    void constantRate_tooLow_countsLateUnits() throws Exception {
        TsMuxer muxer = new TsMuxer(media.tracks(), TsMuxerSettings.constantRate(60_000));
        ByteBuf out = Unpooled.buffer();
        for (Unit unit : TsFixture.inOrder(media)) {
            muxer.write(unit, out);
        }
        assertTrue(muxer.lateUnits() > 0);
    }
}
