package io.millrace.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.core.SrtSettings.Bandwidth;
import io.millrace.srt.core.SrtSettings.Encryption;
import io.millrace.srt.core.SrtSettings.Tolerance;
import io.millrace.srt.core.VirtualNetwork.Line;
import io.millrace.srt.crypto.CipherMode;
import io.millrace.srt.crypto.Passphrase;
import io.millrace.srt.crypto.SendKeys.KeySettings;
import io.millrace.srt.wire.Rejection;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private static final Line PERFECT = new Line(5_000, 0, 0, 0);
    private static final int PACKETS = 3_000;

    /** All of 0 to count in order; a failure names what is missing, not all that came. */
    private static void assertNumbers(int count, List<Integer> received) {
        Set<Integer> there = new HashSet<>(received);
        List<Integer> missing =
                IntStream.range(0, count)
                        .boxed()
                        .filter(number -> !there.contains(number))
                        .toList();
        assertEquals(List.of(), missing);
        assertTrue(IntStream.range(0, count).boxed().toList().equals(received), "in order");
    }

    private static void publish(Simulation simulation) {
        simulation.connect();
        for (int number = 0; number < PACKETS; number++) {
            simulation.sendFromCaller(number);
            simulation.run(2);
        }
        simulation.run(2_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void connection_fivePercentLossAndLatencyOfFourRtt_losesNothing(long seed) {
        SrtSettings settings = SrtSettings.DEFAULT.withLatencyMillis(264);
        Line line = new Line(25_000, 8_000, 0.05, 0.01);
        try (Simulation simulation = new Simulation(seed, line, settings, settings)) {
            publish(simulation);
            assertNumbers(PACKETS, simulation.listener.received);
            SrtStatistics statistics = simulation.listener.statistics();
            assertEquals(0, statistics.pktRcvDrop());
            assertTrue(statistics.pktRcvLoss() > 0);
            assertTrue(simulation.caller.statistics().pktRetrans() > 0);
            assertEquals(0, simulation.caller.statistics().pktFlightSize());
        }
    }

    @ParameterizedTest
    @CsvSource({"50, 1", "50, 2", "50, 3", "50, 4", "300, 5", "300, 6", "300, 7", "300, 8"})
    void connection_latencyOfExactlyFourRtt_losesNothingAtFivePercent(int rttMillis, long seed) {
        SrtSettings settings = SrtSettings.DEFAULT.withLatencyMillis(4 * rttMillis);
        Line line = new Line(rttMillis * 500, 0, 0.05, 0);
        try (Simulation simulation = new Simulation(seed, line, settings, settings)) {
            publish(simulation);
            assertNumbers(PACKETS, simulation.listener.received);
            assertEquals(0, simulation.listener.statistics().pktRcvDrop());
            assertTrue(simulation.listener.statistics().pktRcvLoss() > PACKETS / 50);
        }
    }

    @Test
    void connection_heavyLoss_dropsTooLateButNeverReorders() {
        SrtSettings settings = SrtSettings.DEFAULT.withLatencyMillis(120);
        Line line = new Line(100_000, 10_000, 0.3, 0);
        try (Simulation simulation = new Simulation(9, line, settings, settings)) {
            publish(simulation);
            List<Integer> received = simulation.listener.received;
            assertEquals(received.stream().sorted().distinct().toList(), received);
            assertTrue(received.size() < PACKETS && received.size() > PACKETS / 3);
            assertEquals(
                    PACKETS,
                    received.size() + simulation.listener.statistics().pktRcvDrop(),
                    "every packet is delivered or counted");
        }
    }

    @Test
    void delivery_jitter_isEvenAtTheNegotiatedLatency() {
        SrtSettings settings = SrtSettings.DEFAULT.withLatencyMillis(100);
        Line line = new Line(10_000, 30_000, 0, 0);
        try (Simulation simulation = new Simulation(4, line, settings, settings)) {
            simulation.connect();
            simulation.run(50);
            for (int number = 0; number < 200; number++) {
                long sentMicros = simulation.nowMicros;
                simulation.sendFromCaller(number);
                simulation.run(300);
                long delay = simulation.listener.receivedMicros.getLast() - sentMicros;
                assertTrue(delay >= 100_000 && delay <= 155_000, "delay " + delay);
            }
        }
    }

    @Test
    void reordering_withTolerance_isNotReportedAsLossForLong() {
        SrtSettings settings =
                SrtSettings.DEFAULT
                        .withLatencyMillis(300)
                        .withTolerance(new Tolerance(40, 5_000, 0x010300));
        Line line = new Line(10_000, 12_000, 0, 0);
        try (Simulation simulation = new Simulation(5, line, settings, settings)) {
            publish(simulation);
            assertNumbers(PACKETS, simulation.listener.received);
            SrtStatistics statistics = simulation.listener.statistics();
            assertTrue(statistics.pktReorderDistance() > 1);
            assertTrue(statistics.pktSentNAK() < PACKETS / 20, "NAKs " + statistics.pktSentNAK());
        }
    }

    @Test
    void handshake_rttOver250Millis_isRepeatedButAcceptedOnce() {
        Line line = new Line(300_000, 0, 0, 0);
        try (Simulation simulation =
                new Simulation(1, line, SrtSettings.DEFAULT, SrtSettings.DEFAULT)) {
            simulation.connect();
            simulation.run(1_000);
            assertTrue(simulation.caller.core.isPresent());
            assertEquals(1, simulation.acceptances);
            assertEquals("publish:cam1", simulation.streamId);
        }
    }

    @Test
    void handshake_latencies_areTheLargerOfBothSides() {
        SrtSettings caller = SrtSettings.DEFAULT.withLatencyMillis(80);
        SrtSettings listener = SrtSettings.DEFAULT.withLatencyMillis(350);
        try (Simulation simulation = new Simulation(1, PERFECT, caller, listener)) {
            simulation.connect();
            assertEquals(350, simulation.caller.statistics().msSndTsbPdDelay());
            assertEquals(350, simulation.listener.statistics().msRcvTsbPdDelay());
            assertEquals(350, simulation.caller.statistics().msRcvTsbPdDelay());
        }
    }

    private static Rejection refusal(Simulation simulation) {
        simulation.connect();
        return assertInstanceOf(CallerState.Refused.class, simulation.callerHandshake.state())
                .rejection();
    }

    @Test
    void handshake_applicationRejects_callerHearsTheCode() {
        try (Simulation simulation =
                new Simulation(1, PERFECT, SrtSettings.DEFAULT, SrtSettings.DEFAULT)) {
            simulation.applicationRejection = Optional.of(Rejection.NOT_FOUND);
            assertEquals(Rejection.NOT_FOUND, refusal(simulation));
        }
    }

    @Test
    void handshake_wrongOrMissingPassphrase_isRefusedWithTheRightCode() {
        SrtSettings right =
                SrtSettings.DEFAULT.withEncryption(Encryption.of("0123456789abcdef", 16));
        SrtSettings wrong =
                SrtSettings.DEFAULT.withEncryption(Encryption.of("0123456789abcdeX", 16));
        try (Simulation simulation = new Simulation(1, PERFECT, wrong, right)) {
            assertEquals(Rejection.BAD_SECRET, refusal(simulation));
        }
        try (Simulation simulation = new Simulation(1, PERFECT, SrtSettings.DEFAULT, right)) {
            assertEquals(Rejection.UNSECURE, refusal(simulation));
        }
        try (Simulation simulation = new Simulation(1, PERFECT, right, SrtSettings.DEFAULT)) {
            assertEquals(Rejection.UNSECURE, refusal(simulation));
        }
    }

    @Test
    void handshake_versionUnderTheMinimum_isRefused() {
        SrtSettings listener = SrtSettings.DEFAULT.withTolerance(new Tolerance(0, 5_000, 0x020000));
        try (Simulation simulation = new Simulation(1, PERFECT, SrtSettings.DEFAULT, listener)) {
            assertEquals(Rejection.VERSION, refusal(simulation));
        }
    }

    @Test
    void handshake_silence_timesOut() {
        try (Simulation simulation =
                new Simulation(
                        1, new Line(0, 0, 1.0, 0), SrtSettings.DEFAULT, SrtSettings.DEFAULT)) {
            simulation.connect();
            simulation.run(100);
            assertEquals(Rejection.TIMEOUT, refusal(simulation));
        }
    }

    @ParameterizedTest
    @CsvSource({"16, AES_CTR", "24, AES_CTR", "32, AES_CTR", "16, AES_GCM", "32, AES_GCM"})
    void encryption_keysAreRefreshedUnderLoss_everythingDecrypts(int keyBytes, CipherMode mode) {
        Encryption encryption =
                new Encryption(
                        Optional.of(new Passphrase("correct horse battery")),
                        new KeySettings(keyBytes, 500, 200, mode));
        SrtSettings settings =
                SrtSettings.DEFAULT.withLatencyMillis(200).withEncryption(encryption);
        Line line = new Line(15_000, 2_000, 0.05, 0);
        try (Simulation simulation = new Simulation(3, line, settings, settings)) {
            simulation.connect();
            for (int number = 0; number < PACKETS; number++) {
                simulation.sendFromCaller(number);
                simulation.sendFromListener(number);
                simulation.run(2);
            }
            simulation.run(1_000);
            assertNumbers(PACKETS, simulation.listener.received);
            assertNumbers(PACKETS, simulation.caller.received);
            assertEquals(0, simulation.listener.statistics().pktRcvUndecrypt());
        }
    }

    @Test
    void encryption_withGcm_packetsChangedOnTheWayAreCountedAndSentAgain() {
        SrtSettings listener =
                SrtSettings.DEFAULT
                        .withLatencyMillis(200)
                        .withEncryption(Encryption.of("correct horse battery", 16));
        SrtSettings caller =
                listener.withEncryption(
                        new Encryption(
                                Optional.of(new Passphrase("correct horse battery")),
                                KeySettings.ofBytes(32).withMode(CipherMode.AES_GCM)));
        try (Simulation simulation = new Simulation(3, PERFECT, caller, listener)) {
            simulation.damage = 0.02;
            publish(simulation);
            assertNumbers(PACKETS, simulation.listener.received);
            SrtStatistics statistics = simulation.listener.statistics();
            assertTrue(statistics.pktRcvUndecrypt() > 20);
            assertEquals(0, statistics.pktRcvDrop());
        }
    }

    @Test
    void flowWindow_ofASmallReceiver_isKeptAndAllArrives() {
        SrtSettings small =
                SrtSettings.DEFAULT
                        .withLatencyMillis(120)
                        .withBuffers(new SrtSettings.Buffers(8192, 64, 1316));
        Line line = new Line(10_000, 0, 0, 0);
        try (Simulation simulation = new Simulation(2, line, SrtSettings.DEFAULT, small)) {
            simulation.connect();
            for (int number = 0; number < 1_000; number++) {
                simulation.sendFromCaller(number);
                simulation.run(4);
                assertTrue(simulation.caller.statistics().pktFlightSize() <= 64);
                assertTrue(simulation.listener.statistics().pktRcvBuf() <= 64);
            }
            simulation.run(1_000);
            assertNumbers(1_000, simulation.listener.received);
        }
    }

    @Test
    void send_frameOfAMegabyteAtALimitedRate_isPacedOut() {
        SrtSettings settings =
                SrtSettings.DEFAULT
                        .withLatencyMillis(3_000)
                        .withBandwidth(new Bandwidth(1_000_000, 0, 25));
        try (Simulation simulation = new Simulation(1, PERFECT, settings, settings)) {
            simulation.connect();
            simulation
                    .caller
                    .core
                    .orElseThrow()
                    .send(Unpooled.buffer().writeZero(1_000_000), simulation.nowMicros);
            simulation.run(500);
            long sent = simulation.caller.statistics().byteSent();
            assertTrue(sent > 450_000 && sent < 560_000, "after half a second " + sent);
            simulation.run(4_000);
            assertEquals(760, simulation.listener.received.size());
            assertEquals(0, simulation.caller.statistics().pktSndDrop());
        }
    }

    @Test
    void close_withLinger_deliversTheTailThenShutsDown() {
        SrtSettings settings = SrtSettings.DEFAULT.withLatencyMillis(200).withLingerMillis(2_000);
        Line line = new Line(20_000, 0, 0.1, 0);
        try (Simulation simulation = new Simulation(11, line, settings, settings)) {
            simulation.connect();
            for (int number = 0; number < 100; number++) {
                simulation.sendFromCaller(number);
                simulation.run(2);
            }
            simulation.caller.core.orElseThrow().close(simulation.nowMicros);
            simulation.run(8_000);
            assertNumbers(100, simulation.listener.received);
            assertEquals(Optional.of(CloseReason.LOCAL), simulation.caller.closed);
            assertTrue(simulation.listener.closed.isPresent());
        }
    }

    @Test
    void silence_ofThePeer_endsTheConnectionButKeepAlivesHoldIt() {
        try (Simulation simulation =
                new Simulation(1, PERFECT, SrtSettings.DEFAULT, SrtSettings.DEFAULT)) {
            simulation.connect();
            simulation.run(12_000);
            assertTrue(simulation.listener.closed.isEmpty(), "keep-alives");
            simulation.caller.core.orElseThrow().abort();
            simulation.run(5_200);
            assertEquals(Optional.of(CloseReason.PEER_IDLE), simulation.listener.closed);
        }
    }
}
