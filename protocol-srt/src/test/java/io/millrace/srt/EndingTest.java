package io.millrace.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtStatistics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every way of ending while packets wait at both ends, half a minute away from their time: what is
 * kept of them shows as a leak.
 */
@Timeout(60)
class EndingTest {
    private static final int PACKETS = 20;
    private static final SrtSettings SETTINGS =
            SrtSettings.DEFAULT
                    .withLatencyMillis(30_000)
                    .withLingerMillis(0)
                    .withEncryption(SrtSettings.Encryption.of("correct horse", 16));
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** One side of a connection. */
    private static final class Side implements SrtConnectionHandler {
        final CompletableFuture<SrtConnection> connected = new CompletableFuture<>();
        final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
        final AtomicInteger messages = new AtomicInteger();

        @Override
        public void onConnected(SrtConnection connection) {
            connected.complete(connection);
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            messages.incrementAndGet();
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            closed.complete(reason);
        }

        /** Sends to the other side, and waits until all is there. */
        void fill(Side other) throws Exception {
            SrtConnection from = connected.get(10, TimeUnit.SECONDS);
            for (int count = 0; count < PACKETS; count++) {
                from.send(Unpooled.buffer().writeZero(1_000));
            }
            while (other.figures().pktRcvBuf() < PACKETS) {
                Thread.onSpinWait();
            }
        }

        private SrtStatistics figures() throws Exception {
            return connected
                    .get(10, TimeUnit.SECONDS)
                    .statistics()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    /** A server and a caller, on loops that go on. */
    private static final class Line implements AutoCloseable {
        final IoEventLoopGroup loops = Sockets.newLoops(2);
        final Side atServer = new Side();
        final Side atCaller = new Side();
        final SrtServer server;
        final SrtClient client;
        final SrtCaller caller;

        Line(SrtClient client) throws Exception {
            this.client = client;
            server =
                    SrtServer.start(
                            ANY_PORT,
                            SETTINGS,
                            request -> request.accept(SETTINGS, atServer),
                            Optional.of(loops));
            caller = client.open(ANY_PORT).toCompletableFuture().get(10, TimeUnit.SECONDS);
            var _ =
                    caller.connect(
                                    new SrtClient.Target(server.localAddress(), "", 20_000),
                                    SETTINGS,
                                    atCaller)
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS);
            atCaller.fill(atServer);
            atServer.fill(atCaller);
            assertEquals(0, atCaller.messages.get());
        }

        @Override
        public void close() {
            client.close();
            server.close();
            Sockets.shutDown(loops);
        }
    }

    private static void check(Side side, CloseReason reason) throws Exception {
        assertEquals(reason, side.closed.get(20, TimeUnit.SECONDS));
        assertEquals(0, side.figures().pktRcvBuf(), "packets that wait");
    }

    @Test
    void connection_closedByItsOwner_keepsNothingAndDeliversAtThePeer() throws Exception {
        try (Line line = new Line(new SrtClient())) {
            line.atCaller.connected.join().close();
            check(line.atCaller, CloseReason.LOCAL);
            check(line.atServer, CloseReason.PEER_SHUTDOWN);
            assertEquals(PACKETS, line.atServer.messages.get());
        }
    }

    @Test
    void callerPort_closed_keepsNothing() throws Exception {
        try (Line line = new Line(new SrtClient())) {
            line.caller.close();
            check(line.atCaller, CloseReason.LOCAL);
            check(line.atServer, CloseReason.PEER_SHUTDOWN);
        }
    }

    @Test
    void server_closed_keepsNothing() throws Exception {
        try (Line line = new Line(new SrtClient())) {
            line.server.close();
            check(line.atServer, CloseReason.LOCAL);
            check(line.atCaller, CloseReason.PEER_SHUTDOWN);
        }
    }

    @Test
    void client_closedWithItsLoop_keepsNothingAndTellsThePeer() throws Exception {
        try (Line line = new Line(new SrtClient())) {
            line.client.close();
            assertEquals(CloseReason.LOCAL, line.atCaller.closed.get(20, TimeUnit.SECONDS));
            check(line.atServer, CloseReason.PEER_SHUTDOWN);
        }
    }

    @Test
    void client_onSharedLoopsClosed_keepsNothingButTheLoops() throws Exception {
        IoEventLoopGroup loops = Sockets.newLoops(1);
        try (Line line = new Line(new SrtClient(Optional.of(loops)))) {
            line.client.close();
            check(line.atCaller, CloseReason.LOCAL);
            check(line.atServer, CloseReason.PEER_SHUTDOWN);
            assertFalse(loops.isShuttingDown());
        } finally {
            Sockets.shutDown(loops);
        }
    }

    @Test
    void server_endedWithItsOwnLoops_keepsNothing() throws Exception {
        Side atServer = new Side();
        Side atCaller = new Side();
        try (SrtClient client = new SrtClient()) {
            SrtServer server =
                    SrtServer.start(
                            ANY_PORT, SETTINGS, request -> request.accept(SETTINGS, atServer));
            var _ =
                    client.connect(
                            new SrtClient.Target(server.localAddress(), "", 20_000),
                            SETTINGS,
                            atCaller);
            atCaller.fill(atServer);
            atServer.fill(atCaller);
            server.close();
            assertEquals(CloseReason.LOCAL, atServer.closed.get(20, TimeUnit.SECONDS));
            check(atCaller, CloseReason.PEER_SHUTDOWN);
        }
    }
}
