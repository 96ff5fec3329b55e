package io.millrace.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.core.SrtSettings.Bandwidth;
import io.millrace.srt.core.SrtSettings.Buffers;
import io.millrace.srt.core.SrtSettings.Tolerance;
import io.millrace.srt.wire.ControlPacket.AckAcknowledgement;
import io.millrace.srt.wire.ControlPacket.DropRequest;
import io.millrace.srt.wire.ControlPacket.FullAck;
import io.millrace.srt.wire.ControlPacket.KeepAlive;
import io.millrace.srt.wire.ControlPacket.LightAck;
import io.millrace.srt.wire.ControlPacket.Nak;
import io.millrace.srt.wire.ControlPacket.Shutdown;
import io.millrace.srt.wire.DataPacket;
import io.millrace.srt.wire.SequenceNumber;
import io.millrace.srt.wire.SequenceRange;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each rule of the protocol, with the test as the peer. */
class ConnectionCoreTest {
    private static int sequence(int offset) {
        return SequenceNumber.plus(CoreRig.FIRST, offset);
    }

    private static List<SequenceRange> range(int first, int last) {
        return List.of(new SequenceRange(sequence(first), sequence(last)));
    }

    @Test
    void data_ofMoreThan64PacketsInATick_isAcknowledgedLightly() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            for (int offset = 0; offset < 130; offset++) {
                rig.receiveData(offset, false);
            }
            assertEquals(
                    List.of(sequence(64), sequence(128)),
                    rig.sent(LightAck.class).stream().map(LightAck::nextSequence).toList());
            rig.run(10);
            assertEquals(sequence(130), rig.sent(FullAck.class).getLast().nextSequence());
        }
    }

    @Test
    void fullAck_isAnsweredAndMeasured() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.send(1);
            rig.receiveAck(1, 1_000);
            assertEquals(1, rig.sent(AckAcknowledgement.class).getLast().ackNumber());
            assertEquals(20.0, rig.statistics().msRTT());
            assertEquals(1_000, rig.statistics().pktFlowWindow());
            assertTrue(rig.statistics().mbpsBandwidth() > 0);
        }
    }

    @Test
    void gap_isReportedAtOnceAndAgainUntilFilled() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT.withLatencyMillis(5_000))) {
            rig.receiveData(0, false);
            rig.receiveData(4, false);
            assertEquals(range(1, 3), rig.sent(Nak.class).getFirst().losses());
            rig.run(95);
            int reports = rig.sent(Nak.class).size();
            assertTrue(reports >= 2, "periodic: " + reports);
            for (int offset = 1; offset < 4; offset++) {
                rig.receiveData(offset, true);
            }
            rig.run(5);
            int before = rig.sent(Nak.class).size();
            rig.run(300);
            assertEquals(before, rig.sent(Nak.class).size());
            assertEquals(List.of(0, 1, 2, 3, 4), rig.delivered);
        }
    }

    @Test
    void reordering_onceSeen_isToleratedUpToTheLimit() {
        SrtSettings settings = SrtSettings.DEFAULT.withTolerance(new Tolerance(3, 5_000, 0));
        try (CoreRig rig = new CoreRig(settings)) {
            rig.receiveData(0, false);
            rig.receiveData(2, false);
            rig.receiveData(3, false);
            rig.receiveData(1, false);
            assertEquals(1, rig.sent(Nak.class).size());
            assertEquals(3, rig.statistics().pktReorderTolerance());
            rig.receiveData(5, false);
            rig.receiveData(4, false);
            assertEquals(1, rig.sent(Nak.class).size(), "within the tolerance");
            rig.receiveData(7, false);
            IntStream.range(8, 12).forEach(offset -> rig.receiveData(offset, false));
            assertEquals(2, rig.sent(Nak.class).size(), "beyond it");
        }
    }

    @Test
    void reportedLoss_isSentAgainWithTheFlag() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.send(3);
            assertFalse(rig.sent(DataPacket.class).getLast().retransmitted());
            rig.receiveAck(0, 8_192);
            rig.run(100);
            rig.sent.clear();
            rig.receive(new Nak(0, 1, range(1, 1)));
            DataPacket again = rig.sent(DataPacket.class).getFirst();
            assertTrue(again.retransmitted());
            assertEquals(sequence(1), again.sequence());
            assertEquals(1, rig.statistics().pktSndLoss());
        }
    }

    @Test
    void oldPackets_areGivenUpAndThePeerIsTold() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.send(3);
            rig.run(1_100);
            assertEquals(3, rig.statistics().pktSndDrop());
            assertEquals(3 * 1316, rig.statistics().byteSndDrop());
            rig.receive(new Nak(0, 1, range(0, 2)));
            assertEquals(range(0, 2), List.of(rig.sent(DropRequest.class).getLast().range()));
        }
    }

    @Test
    void gap_notFilledInTime_isPassedOverAndCounted() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.receiveData(0, false);
            rig.receiveData(3, false);
            rig.run(90);
            assertEquals(List.of(), rig.delivered);
            rig.run(30);
            assertEquals(List.of(0, 3), rig.delivered);
            assertEquals(2, rig.statistics().pktRcvDrop());
            rig.receiveData(1, true);
            assertEquals(1, rig.statistics().pktRcvBelated());
        }
    }

    @Test
    void flowWindow_isNeverExceeded() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.send(1);
            rig.receiveAck(1, 10);
            rig.send(30);
            rig.run(5);
            assertEquals(10, rig.statistics().pktFlightSize());
            assertEquals(11, rig.sent(DataPacket.class).size());
            rig.receiveAck(6, 10);
            assertEquals(16, rig.sent(DataPacket.class).size());
        }
    }

    @Test
    void rate_ofTheSettings_isKept() {
        SrtSettings limited = SrtSettings.DEFAULT.withBandwidth(new Bandwidth(500_000, 0, 25));
        SrtSettings byInput = SrtSettings.DEFAULT.withBandwidth(new Bandwidth(0, 400_000, 25));
        for (SrtSettings settings : List.of(limited, byInput)) {
            try (CoreRig rig = new CoreRig(settings)) {
                rig.send(300);
                rig.run(400);
                long bytes = rig.statistics().byteSentUnique();
                assertTrue(bytes > 190_000 && bytes < 220_000, "in 0.4 s " + bytes);
            }
        }
    }

    @Test
    void pictureLargerThanTheBuffer_isTakenWholeAndPacedOut() {
        SrtSettings settings = SrtSettings.DEFAULT.withBuffers(new Buffers(64, 8192, 1316));
        try (CoreRig rig = new CoreRig(settings)) {
            assertTrue(rig.core.send(Unpooled.buffer().writeZero(1_000_000), 0));
            assertTrue(
                    rig.statistics().pktSent() < 110, "a burst of " + rig.statistics().pktSent());
            rig.run(20);
            assertEquals(760, rig.statistics().pktSentUnique());
            assertFalse(rig.core.send(Unpooled.buffer().writeZero(10), rig.nowMicros));
            assertEquals(1, rig.statistics().pktSndDrop(), "but it is full for another one");
        }
    }

    @Test
    void writability_changesAtTheHighWaterAndAtHalfOfIt() {
        SrtSettings settings = SrtSettings.DEFAULT.withBuffers(new Buffers(64, 64, 1316, 20));
        try (CoreRig rig = new CoreRig(settings)) {
            rig.send(19);
            assertEquals(List.of(), rig.writability);
            rig.send(1);
            assertEquals(List.of(false), rig.writability);
            rig.receiveAck(10, 8_192);
            assertEquals(List.of(false), rig.writability);
            rig.receiveAck(11, 8_192);
            assertEquals(List.of(false, true), rig.writability);
        }
    }

    @Test
    void message_sharedByConnections_isReleasedWithItsLastPacket() {
        var message = Unpooled.buffer().writeZero(3 * 1316);
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.core.send(message.retainedDuplicate(), 0);
            rig.receiveAck(2, 8_192);
            assertEquals(2, message.refCnt());
            rig.receiveAck(3, 8_192);
            assertEquals(1, message.refCnt());
            rig.core.send(message.retainedDuplicate(), 0);
        }
        assertEquals(1, message.refCnt(), "also at the end");
        message.release();
    }

    @Test
    void silence_isFilledWithKeepAlivesAndEndsTheConnection() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.run(4_900);
            assertEquals(4, rig.sent(KeepAlive.class).size());
            assertEquals(Optional.empty(), rig.closed);
            rig.run(200);
            assertEquals(Optional.of(CloseReason.PEER_IDLE), rig.closed);
        }
    }

    @Test
    void shutdown_ofThePeer_deliversWhatThereIsAndEnds() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.receiveData(0, false);
            rig.receive(new Shutdown(0, 1));
            assertEquals(List.of(0), rig.delivered);
            assertEquals(Optional.of(CloseReason.PEER_SHUTDOWN), rig.closed);
        }
    }

    @Test
    void close_ofOurs_saysShutdown() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.core.close(rig.nowMicros);
            assertEquals(1, rig.sent(Shutdown.class).size());
            assertEquals(Optional.of(CloseReason.LOCAL), rig.closed);
        }
    }

    @Test
    void statistics_asAMap_haveAllFigures() {
        try (CoreRig rig = new CoreRig(SrtSettings.DEFAULT)) {
            rig.send(2);
            rig.receiveData(0, false);
            var figures = rig.statistics().toMap();
            assertEquals(SrtStatistics.class.getRecordComponents().length, figures.size());
            assertEquals(2L, figures.get("pktSent"));
            assertEquals(2 * 1316L, figures.get("byteSndBuf"));
            assertEquals(1, figures.get("pktRcvBuf"));
            assertEquals(4L, figures.get("byteRcvBuf"));
        }
    }
}
