package io.millrace.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReorderBufferTest {
    private final ReorderBuffer buffer = new ReorderBuffer(4, 50_000);
    private final List<Integer> out = new ArrayList<>();
    private long nowMicros;

    @AfterEach
    void close() {
        buffer.close();
    }

    @Test
    void offer_inOrder_goesThroughAtOnce() {
        offer(65_534, 65_535, 0, 1);
        assertEquals(List.of(65_534, 65_535, 0, 1), out);
        assertEquals(0, buffer.lost());
    }

    @Test
    void offer_swapped_comesInOrder() {
        offer(65_534, 0, 65_535, 1);
        assertEquals(List.of(65_534, 65_535, 0, 1), out);
    }

    @Test
    void offer_tooManyBehindAHole_givesItUp() {
        offer(1, 3, 4, 5, 6);
        assertEquals(List.of(1), out);
        offer(7);
        assertEquals(List.of(1, 3, 4, 5, 6, 7), out);
        assertEquals(1, buffer.lost());
        offer(2);
        assertEquals(1, buffer.late());
    }

    @Test
    void expire_holeForTooLong_givesItUp() {
        offer(1, 4);
        nowMicros = 49_999;
        expire();
        assertEquals(List.of(1), out);
        nowMicros = 50_000;
        expire();
        assertEquals(List.of(1, 4), out);
        assertEquals(2, buffer.lost());
    }

    @Test
    void offer_twice_isRefusedAndCounted() {
        offer(1, 3, 3, 2, 2);
        assertEquals(List.of(1, 2, 3), out);
        assertEquals(1, buffer.duplicates());
        assertEquals(1, buffer.late());
    }

    @Test
    void offer_farJump_startsAnew() {
        offer(1, 3, 40_000, 40_001);
        assertEquals(List.of(1, 3, 40_000, 40_001), out);
    }

    @Test
    void close_releasesWhatWaits() {
        ByteBuf payload = ByteBufAllocator.DEFAULT.buffer(1);
        buffer.offer(new RtpPacket(96, false, 1, 0, 1, ByteBufAllocator.DEFAULT.buffer(1)), 0);
        buffer.poll().orElseThrow().payload().release();
        assertTrue(buffer.offer(new RtpPacket(96, false, 3, 0, 1, payload), 0));
        buffer.close();
        assertEquals(0, payload.refCnt());
    }

    @Test
    void offer_randomNetwork_risesAndLosesOnlyWhatItCounts() {
        Random random = new Random(3);
        List<Integer> network = new ArrayList<>();
        int sent = 20_000;
        for (int i = 0; i < sent; i++) {
            if (random.nextInt(50) != 0) {
                network.add(Math.max(0, network.size() - random.nextInt(3)), i);
            }
        }
        for (int number : network) {
            nowMicros += 1_000;
            offer((60_000 + number) & 0xFFFF);
        }
        nowMicros += 100_000;
        expire();
        int last = -1;
        for (int number : out) {
            int index = (number - 60_000) & 0xFFFF;
            assertTrue(index > last);
            last = index;
        }
        assertEquals(network.size(), out.size() + buffer.late());
        assertFalse(out.isEmpty());
    }

    private void offer(int... sequenceNumbers) {
        for (int sequenceNumber : sequenceNumbers) {
            ByteBuf payload = ByteBufAllocator.DEFAULT.buffer(1);
            if (!buffer.offer(new RtpPacket(96, false, sequenceNumber, 0, 1, payload), nowMicros)) {
                payload.release();
            }
            expire();
        }
    }

    private void expire() {
        buffer.expire(nowMicros);
        for (Optional<RtpPacket> next = buffer.poll(); next.isPresent(); next = buffer.poll()) {
            out.add(next.get().sequenceNumber());
            next.get().payload().release();
        }
    }
}
