package io.millrace.srt.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtRejectedException;
import io.millrace.srt.SrtServer;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Encryption;
import io.millrace.srt.wire.Rejection;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.srt.SrtLink;
import io.millrace.testkit.srt.SrtPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong or missing passphrase, between libsrt and us; '-' stands for none. */
@Timeout(60)
class LibsrtRefusalTest {
    private static final SrtPeer PEER = SrtPeer.LIVE_TRANSMIT;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LATENCY_MILLIS = 120;
    private static final int CALL_MILLIS = 10_000;

    @TempDir private Path folder;

    @BeforeEach
    void requirePeer() {
        Optional<String> problem = PEER.problem();
        problem.ifPresent(System.out::println);
        Assumptions.assumeTrue(problem.isEmpty(), () -> problem.orElse(""));
    }

    private static SrtSettings settings(String passphrase) {
        SrtSettings plain = SrtSettings.DEFAULT.withLatencyMillis(LATENCY_MILLIS);
        return passphrase.equals("-") ? plain : plain.withEncryption(Encryption.of(passphrase, 16));
    }

    private static SrtLink link(SrtLink plain, String passphrase) {
        return passphrase.equals("-") ? plain : plain.withPassphrase(passphrase, 16);
    }

    @ParameterizedTest
    @CsvSource({
        "correct-horse, wrong--horse, Incorrect passphrase",
        "correct-horse, -, Password required",
        "-, correct-horse, Password required"
    })
    void peer_callsWithAnotherSecret_hearsWhy(String ours, String theirs, String reason)
            throws Exception {
        Inbox inbox = new Inbox(1);
        int port = new FreePorts().next();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (SrtServer server =
                        SrtServer.start(
                                address,
                                settings(ours),
                                request -> request.accept(settings(ours), inbox));
                ChildProcess peer =
                        PEER.receive(
                                link(
                                        SrtLink.calls(
                                                server.localAddress().getPort(), LATENCY_MILLIS),
                                        theirs),
                                folder.resolve("nothing"))) {
            peer.awaitLine(line -> line.contains(reason), LIMIT);
            assertEquals(0, server.counters().accepted());
            assertTrue(server.counters().refused() > 0, "not counted");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "correct-horse, wrong--horse, 1010",
        "correct-horse, -, 1011",
        "-, correct-horse, 1011"
    })
    void peer_calledWithAnotherSecret_refusesWithItsCode(String theirs, String ours, int code)
            throws Exception {
        int port = new FreePorts().next();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        SrtLink link = link(SrtLink.listens(port, LATENCY_MILLIS), theirs);
        try (ChildProcess _ = PEER.receive(link, folder.resolve("nothing"));
                SrtClient client = new SrtClient()) {
            ExecutionException failure =
                    assertThrows(
                            ExecutionException.class,
                            () ->
                                    client.connect(
                                                    new SrtClient.Target(address, "", CALL_MILLIS),
                                                    settings(ours),
                                                    new Inbox(1))
                                            .toCompletableFuture()
                                            .get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertEquals(
                    new Rejection(code),
                    assertInstanceOf(SrtRejectedException.class, failure.getCause()).rejection());
        }
    }
}
