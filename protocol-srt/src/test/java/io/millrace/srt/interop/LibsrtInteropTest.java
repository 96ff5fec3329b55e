package io.millrace.srt.interop;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.srt.interop.Scenario.Line;
import io.millrace.testkit.RequiresFfmpeg;
import io.millrace.testkit.net.Impairment;
import io.millrace.testkit.net.LineCounts;
import io.millrace.testkit.srt.SrtPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Transfers to and from libsrt, byte for byte. Some run side by side: each takes the seconds that
 * its content plays.
 */
@RequiresFfmpeg
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class LibsrtInteropTest {
    private static final int PACKETS = 500;
    private static final int[] KEY_BYTES = {0, 16, 24, 32};
    private static final int AT_ONCE = 6;
    private static final long SEED = 20_240_607;

    @TempDir private Path folder;
    private byte[] content = {};

    @BeforeAll
    void makeContent(@TempDir Path made) throws Exception {
        content = TsContent.make(made, PACKETS);
    }

    @ParameterizedTest
    @EnumSource
    void transfer_plainLine_bothWaysInBothRolesWithEveryKey_arrivesWhole(SrtPeer peer)
            throws Exception {
        List<Scenario> scenarios = new ArrayList<>();
        for (int keyBytes : KEY_BYTES) {
            // Each key in both directions and both roles, over the four keys in every pairing.
            boolean listens = keyBytes % 16 == 0;
            scenarios.add(Scenario.peerSends(peer, listens, keyBytes, Line.PLAIN));
            scenarios.add(Scenario.peerReceives(peer, !listens, keyBytes, Line.PLAIN));
        }
        scenarios.add(Scenario.peerSends(peer, false, 0, Line.PLAIN));
        scenarios.add(Scenario.peerReceives(peer, true, 0, Line.PLAIN));
        check(peer, scenarios);
    }

    @ParameterizedTest
    @EnumSource
    void transfer_badLines_arrivesWhole(SrtPeer peer) throws Exception {
        List<Scenario> scenarios = new ArrayList<>();
        boolean odd = false;
        for (Line line : EnumSet.complementOf(EnumSet.of(Line.PLAIN))) {
            scenarios.add(Scenario.peerSends(peer, odd, odd ? 16 : 0, line));
            scenarios.add(Scenario.peerReceives(peer, !odd, odd ? 0 : 32, line));
            odd = !odd;
        }
        check(peer, scenarios);
    }

    private void check(SrtPeer peer, List<Scenario> scenarios) throws Exception {
        Optional<String> problem = peer.problem();
        problem.ifPresent(System.out::println);
        Assumptions.assumeTrue(problem.isEmpty(), () -> problem.orElse(""));
        List<Future<Transfer.Outcome>> outcomes = new ArrayList<>();
        try (ExecutorService side = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Scenario scenario : scenarios) {
                Callable<Transfer.Outcome> run =
                        () -> new Transfer(scenario, content).run(folder, SEED);
                outcomes.add(side.submit(run));
            }
        }
        assertAll(
                scenarios.stream()
                        .map(scenario ->
                                () ->
                                        checkOutcome(
                                                scenario,
                                                outcomes.get(scenarios.indexOf(scenario)).get())));
    }

    private void checkOutcome(Scenario scenario, Transfer.Outcome outcome) {
        assertEquals(
                "",
                Transfer.difference(content, outcome.received()),
                () -> scenario + "\n" + outcome);
        LineCounts line = outcome.line();
        assertEquals(
                scenario.line().loses(), line.dropped() > 0, scenario + " over a line: " + line);
        Impairment impairment = scenario.line().impairment();
        assertEquals(impairment.reordering() > 0, line.reordered() > 0, scenario + ": " + line);
        assertEquals(impairment.duplication() > 0, line.duplicated() > 0, scenario + ": " + line);
    }
}
