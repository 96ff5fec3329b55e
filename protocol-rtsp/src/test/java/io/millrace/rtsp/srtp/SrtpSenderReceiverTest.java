package io.millrace.rtsp.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SrtpSenderReceiverTest {
    private static final long SSRC = 0xCAFEBABEL;

    private final SrtpSender sender = new SrtpSender(SrtpVectorsTest.KEY);
    private final SrtpReceiver receiver = new SrtpReceiver(SrtpVectorsTest.KEY, Map.of());

    private static ByteBuf rtp(int sequence, int content) {
        return Unpooled.buffer()
                .writeShort(0x8060)
                .writeShort(sequence)
                .writeInt(0)
                .writeInt((int) SSRC)
                .writeInt(content);
    }

    private ByteBuf secured(int sequence, int content) {
        ByteBuf out = Unpooled.buffer();
        sender.protectRtp(rtp(sequence, content), out);
        return out;
    }

    private SrtpResult receive(ByteBuf packet, int content) {
        ByteBuf out = Unpooled.buffer();
        SrtpResult result = receiver.unprotectRtp(packet.duplicate(), out);
        if (result == SrtpResult.OK) {
            assertEquals(content, out.getInt(12));
        }
        return result;
    }

    @Test
    void key_thatIsUsedUp_protectsNothingMore() {
        SrtpSender brief = new SrtpSender(SrtpVectorsTest.KEY, new SrtpLimits(2, 1));
        ByteBuf out = Unpooled.buffer();
        ByteBuf report = Unpooled.buffer().writeInt(0x80C90001).writeInt((int) SSRC);
        brief.protectRtp(rtp(0, 1), out);
        brief.protectRtp(rtp(1, 2), out);
        brief.protectRtcp(report, out);
        int protectedBytes = out.readableBytes();
        assertThrows(IllegalStateException.class, () -> brief.protectRtp(rtp(2, 3), out));
        assertThrows(IllegalStateException.class, () -> brief.protectRtcp(report, out));
        assertEquals(protectedBytes, out.readableBytes());
    }

    @Test
    void key_thatProtectsForManySources_countsThemTogether() {
        SrtpSender brief = new SrtpSender(SrtpVectorsTest.KEY, new SrtpLimits(2, 1));
        ByteBuf out = Unpooled.buffer();
        brief.protectRtp(rtp(0, 1), out);
        assertFalse(brief.isToBeRenewed());
        brief.protectRtp(rtp(0, 2).setInt(8, 99), out);
        assertTrue(brief.isToBeRenewed());
        assertThrows(IllegalStateException.class, () -> brief.protectRtp(rtp(1, 3), out));
    }

    @Test
    void key_thatIsRenewed_isTakenWithWhatIsUnderwayOfTheOneBefore() throws Exception {
        SrtpSender brief = new SrtpSender(SrtpVectorsTest.KEY, new SrtpLimits(70_000, 1));
        for (int i = 0; i < 70_000; i++) {
            ByteBuf packet = Unpooled.buffer();
            brief.protectRtp(rtp(i & 0xFFFF, i), packet);
            if (i < 69_999) {
                assertEquals(SrtpResult.OK, receive(packet, i));
            } else {
                MikeyMessage next = MikeyMessage.of(SrtpKey.random(), List.of(SSRC));
                receiver.renew(next);
                brief.renew(next.key());
                ByteBuf renewed = Unpooled.buffer();
                brief.protectRtp(rtp(i + 1 & 0xFFFF, i + 1), renewed);
                assertEquals(SrtpResult.OK, receive(renewed, i + 1));
                assertEquals(SrtpResult.OK, receive(packet, i));
                assertEquals(SrtpResult.REPLAYED, receive(renewed, i + 1));
                assertNotEquals(SrtpResult.OK, receive(packet, i));
                assertThrows(MikeyException.class, () -> receiver.renew(next));
            }
        }
    }

    @Test
    void packets_overSeveralRollOvers_areAllOpened() {
        for (int i = 0; i < 200_000; i++) {
            ByteBuf packet = secured(60_000 + i & 0xFFFF, i);
            assertEquals(SrtpResult.OK, receive(packet, i), () -> "a packet of " + SSRC);
        }
    }

    @Test
    void packets_whoseFirstIsCloseToTheWrap_surviveTheLossOfTheStart() {
        for (int i = 0; i < 40; i++) {
            ByteBuf packet = secured(65_530 + i & 0xFFFF, i);
            if (i >= 20) {
                assertEquals(SrtpResult.OK, receive(packet, i));
            }
        }
    }

    @Test
    void packet_thatComesTwice_isReplayed() {
        ByteBuf first = secured(1, 1);
        ByteBuf second = secured(2, 2);
        assertEquals(SrtpResult.OK, receive(second, 2));
        assertEquals(SrtpResult.OK, receive(first, 1));
        assertEquals(SrtpResult.REPLAYED, receive(first, 1));
        assertEquals(SrtpResult.REPLAYED, receive(second, 2));
    }

    @Test
    void packet_thatIsOlderThanTheWindow_isReplayed() {
        ByteBuf first = secured(1, 1);
        for (int sequence = 2; sequence < 1_030; sequence++) {
            assertEquals(SrtpResult.OK, receive(secured(sequence, sequence), sequence));
        }
        assertEquals(SrtpResult.REPLAYED, receive(first, 1));
    }

    @Test
    void packet_ofWhichAnyByteChanged_isNotOpened() {
        ByteBuf packet = secured(7, 7);
        for (int at = 0; at < packet.readableBytes(); at++) {
            ByteBuf changed = packet.copy();
            changed.setByte(at, changed.getByte(at) ^ 0x10);
            assertNotEquals(SrtpResult.OK, receive(changed, 7));
        }
        assertEquals(SrtpResult.OK, receive(packet, 7));
    }

    @Test
    void packet_thatIsCutOff_isNotOpened() {
        ByteBuf packet = secured(7, 7);
        for (int size = 0; size < packet.readableBytes(); size++) {
            assertNotEquals(SrtpResult.OK, receive(packet.slice(0, size), 7));
            ByteBuf report = packet.slice(0, size);
            assertNotEquals(SrtpResult.OK, receiver.unprotectRtcp(report, Unpooled.buffer()));
        }
    }

    @Test
    void run_thatBeginsAnew_goesOnBehindTheOneBefore() {
        assertEquals(SrtpResult.OK, receive(secured(5_000, 1), 1));
        sender.restart();
        assertEquals(5_001, sender.sequenceOf(SSRC, 4_990));
        assertEquals(SrtpResult.OK, receive(secured(4_990, 2), 2));
        assertEquals(SrtpResult.OK, receive(secured(4_991, 3), 3));
        assertEquals(5_003, sender.sequenceOf(SSRC, 4_992));
    }

    @Test
    void packets_ofOneRun_keepTheirHolesAndOrder() {
        assertEquals(SrtpResult.OK, receive(secured(10, 10), 10));
        ByteBuf late = secured(12, 12);
        assertEquals(SrtpResult.OK, receive(secured(14, 14), 14));
        assertEquals(SrtpResult.OK, receive(late, 12));
        assertEquals(SrtpResult.OK, receive(secured(13, 13), 13));
    }

    @Test
    void sources_beyondTheLimit_areNotTaken() {
        for (int ssrc = 0; ssrc < 33; ssrc++) {
            ByteBuf packet = rtp(1, 1).setInt(8, ssrc);
            ByteBuf out = Unpooled.buffer();
            sender.protectRtp(packet, out);
            SrtpResult expected = ssrc < 32 ? SrtpResult.OK : SrtpResult.TOO_MANY_SOURCES;
            assertEquals(expected, receive(out, 1));
        }
    }

    @Test
    void keyIdentifier_isBetweenPacketAndTag() {
        SrtpKey key =
                new SrtpKey(
                        SrtpVectorsTest.KEY.master(),
                        SrtpVectorsTest.KEY.salt(),
                        Bytes.ofHex("01020304"));
        ByteBuf out = Unpooled.buffer();
        new SrtpSender(key).protectRtp(rtp(1, 9), out);
        assertEquals(0x01020304, out.getInt(16));
        ByteBuf plain = Unpooled.buffer();
        assertEquals(SrtpResult.OK, new SrtpReceiver(key, Map.of()).unprotectRtp(out, plain));
        assertEquals(9, plain.getInt(12));
    }

    @Test
    void report_thatComesTwice_isReplayed() {
        ByteBuf report = Unpooled.buffer().writeInt(0x80C9_0001).writeInt((int) SSRC).writeInt(1);
        ByteBuf first = sender.protectedRtcp(report.copy());
        ByteBuf second = sender.protectedRtcp(report.copy());
        ByteBuf out = Unpooled.buffer();
        assertEquals(SrtpResult.OK, receiver.unprotectRtcp(first, out));
        assertEquals(SrtpResult.REPLAYED, receiver.unprotectRtcp(first, out));
        assertEquals(SrtpResult.OK, receiver.unprotectRtcp(second, out));
        first.release();
        second.release();
        assertTrue(ByteBufUtil.hexDump(out).startsWith("80c90001cafebabe00000001"));
    }

    @Property(tries = 200)
    void window_ofAnyIndices_takesEachOnce(@ForAll @Size(max = 60) int[] jumps) {
        ReplayWindow window = new ReplayWindow(0);
        Set<Long> taken = new TreeSet<>();
        long index = 0;
        for (int jump : jumps) {
            index = Math.max(0, index + jump % 1_500);
            boolean isNew = window.isNew(index);
            assertTrue(!isNew || taken.add(index), "twice");
            if (isNew) {
                window.accept(index);
            }
        }
    }

    @Property(tries = 200)
    void receiver_ofAnyBytes_opensNothing(
            @ForAll byte[] bytes, @ForAll @IntRange(min = 0, max = 9) int seed) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 40);
        new Random(seed).nextBytes(longer);
        System.arraycopy(bytes, 0, longer, 0, bytes.length);
        SrtpReceiver strict = new SrtpReceiver(SrtpVectorsTest.KEY, Map.of());
        ByteBuf out = Unpooled.buffer();
        assertNotEquals(SrtpResult.OK, strict.unprotectRtp(Unpooled.wrappedBuffer(longer), out));
        assertNotEquals(SrtpResult.OK, strict.unprotectRtcp(Unpooled.wrappedBuffer(longer), out));
    }
}
