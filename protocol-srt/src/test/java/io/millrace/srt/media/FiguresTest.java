package io.millrace.srt.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.Publishing;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.memory.MemoryStreamLog;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server tells of a peer and of itself. */
@Timeout(60)
final class FiguresTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Of libsrt's statistics (CBytePerfMon), those that every monitoring of SRT asks for. */
    private static final List<String> LIBSRT_NAMES =
            List.of(
                    "msTimeStamp",
                    "pktSent",
                    "pktRecv",
                    "pktSndLoss",
                    "pktRcvLoss",
                    "pktRetrans",
                    "pktRcvRetrans",
                    "pktSentACK",
                    "pktRecvACK",
                    "pktSentNAK",
                    "pktRecvNAK",
                    "pktSndDrop",
                    "pktRcvDrop",
                    "pktRcvUndecrypt",
                    "pktRcvBelated",
                    "byteSent",
                    "byteRecv",
                    "usPktSndPeriod",
                    "pktFlowWindow",
                    "pktFlightSize",
                    "msRTT",
                    "mbpsBandwidth",
                    "byteAvailSndBuf",
                    "byteAvailRcvBuf",
                    "pktSndBuf",
                    "pktRcvBuf",
                    "msSndTsbPdDelay",
                    "msRcvTsbPdDelay",
                    "pktReorderTolerance");

    private final Counters counters = new Counters();

    /** Only there. */
    private record Quiet() implements SrtConnectionHandler {
        @Override
        public void onConnected(SrtConnection connection) {}

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {}
    }

    private static Map<String, Number> statistics(Client peer) {
        Map<String, Number> figures = peer.statistics().get();
        while (figures.isEmpty()) {
            Thread.onSpinWait();
            figures = peer.statistics().get();
        }
        return figures;
    }

    @Test
    void publisher_whileItIsConnected_hasStatisticsUnderLibsrtsNames() throws Exception {
        CompletableFuture<Client> peer = new CompletableFuture<>();
        try (MemoryStreamLog log = new MemoryStreamLog();
                ThreadTicker ticker = new ThreadTicker();
                LogPublishing target =
                        new LogPublishing(
                                log,
                                new MemoryLeases(),
                                PublishSettings.defaults(),
                                counters,
                                InstantSource.system(),
                                ticker);
                SrtMediaServer server =
                        SrtMediaServer.start(
                                SrtMediaSettings.on(ANY_PORT),
                                SrtMediaServer.Roles.publishingTo(noting(target, peer)),
                                counters);
                SrtClient client = new SrtClient()) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            var _ =
                    client.connect(
                            new SrtClient.Target(address, "publish:cam", 20_000),
                            SrtSettings.DEFAULT.withLatencyMillis(250),
                            new Quiet());
            Map<String, Number> figures = statistics(peer.get(20, TimeUnit.SECONDS));
            assertTrue(
                    figures.keySet().containsAll(LIBSRT_NAMES),
                    () -> {
                        TreeSet<String> missing = new TreeSet<>(LIBSRT_NAMES);
                        missing.removeAll(figures.keySet());
                        return "missing: " + missing;
                    });
            assertEquals(Integer.valueOf(250), figures.get("msRcvTsbPdDelay"));
            assertEquals(1, counters.counter("srt_accepted").sum());
        }
    }

    private static Publishing noting(Publishing target, CompletableFuture<Client> peer) {
        return (request, onEnd) -> {
            peer.complete(request.client());
            return target.publish(request, onEnd);
        };
    }
}
