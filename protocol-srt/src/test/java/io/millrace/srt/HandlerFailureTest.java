package io.millrace.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application's call throws ends its own connection, and no other. */
@Timeout(60)
class HandlerFailureTest {
    private static final SrtSettings SETTINGS =
            SrtSettings.DEFAULT.withLatencyMillis(20).withLingerMillis(1_000);
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @AutoClose private final SrtClient client = new SrtClient();

    /** Throws in the call of one name; the first message of others shows that it lives. */
    private static final class Throwing implements SrtConnectionHandler {
        final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
        final CompletableFuture<Integer> message = new CompletableFuture<>();
        private final String where;

        Throwing(String where) {
            this.where = where;
        }

        private void visit(String call) {
            if (where.equals(call)) {
                throw new IllegalStateException("on purpose in " + call);
            }
        }

        @Override
        public void onConnected(SrtConnection connection) {
            visit("onConnected");
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf received) {
            int content = received.readInt();
            received.release();
            visit("onMessage");
            message.complete(content);
        }

        @Override
        public void onWritabilityChanged(SrtConnection connection, boolean writable) {
            visit("onWritabilityChanged");
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            closed.complete(reason);
            visit("onClosed");
        }
    }

    private SrtConnection call(SrtServer server, String streamId, SrtConnectionHandler handler)
            throws Exception {
        return client.connect(
                        new SrtClient.Target(server.localAddress(), streamId, 20_000),
                        SETTINGS,
                        handler)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    /** A server whose handler throws in one call, unless the stream id is "other". */
    private static SrtServer serve(Throwing failing, Throwing other) throws Exception {
        return SrtServer.start(
                ANY_PORT,
                SETTINGS,
                request ->
                        request.accept(
                                SETTINGS, request.streamId().equals("other") ? other : failing));
    }

    private void failsAlone(String where) throws Exception {
        Throwing failing = new Throwing(where);
        Throwing other = new Throwing("nowhere");
        try (SrtServer server = serve(failing, other)) {
            SrtConnection good = call(server, "other", new Throwing("nowhere"));
            Throwing peer = new Throwing("nowhere");
            SrtConnection bad = call(server, "bad", peer);
            for (int count = 0; count < 5; count++) {
                bad.send(Unpooled.copyInt(count));
            }
            if (where.equals("onClosed")) {
                bad.close();
            } else {
                assertEquals(CloseReason.PEER_SHUTDOWN, peer.closed.get(20, TimeUnit.SECONDS));
            }
            failing.closed.get(20, TimeUnit.SECONDS);
            good.send(Unpooled.copyInt(7));
            assertEquals(7, other.message.get(20, TimeUnit.SECONDS));
            assertEquals(1, server.counters().handlerFailures());
        }
    }

    @Test
    void onConnected_throws_endsThatConnectionAlone() throws Exception {
        failsAlone("onConnected");
    }

    @Test
    void onMessage_throws_endsThatConnectionAlone() throws Exception {
        failsAlone("onMessage");
    }

    @Test
    void onClosed_throws_harmsNoOther() throws Exception {
        failsAlone("onClosed");
    }

    @Test
    void onMessage_throwsAtTheCaller_endsThatConnectionAlone() throws Exception {
        Throwing atServer = new Throwing("nowhere");
        Throwing failing = new Throwing("onMessage");
        CompletableFuture<SrtConnection> accepted = new CompletableFuture<>();
        try (SrtServer server =
                SrtServer.start(
                        ANY_PORT,
                        SETTINGS,
                        request -> request.accept(SETTINGS, new Opening(atServer, accepted)))) {
            var _ = call(server, "", failing);
            accepted.get(20, TimeUnit.SECONDS).send(Unpooled.copyInt(1));
            assertEquals(CloseReason.LOCAL, failing.closed.get(20, TimeUnit.SECONDS));
            assertEquals(CloseReason.PEER_SHUTDOWN, atServer.closed.get(20, TimeUnit.SECONDS));
            assertEquals(1, client.handlerFailures());
        }
    }

    /** Tells of the connection, else as another. */
    private record Opening(Throwing handler, CompletableFuture<SrtConnection> accepted)
            implements SrtConnectionHandler {
        @Override
        public void onConnected(SrtConnection connection) {
            accepted.complete(connection);
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            handler.onMessage(connection, message);
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            handler.onClosed(connection, reason);
        }
    }

    @Test
    void onWritabilityChanged_throws_endsThatConnection() throws Exception {
        Throwing failing = new Throwing("onWritabilityChanged");
        try (SrtServer server = serve(new Throwing("nowhere"), new Throwing("nowhere"))) {
            SrtConnection connection = call(server, "", failing);
            int packets = SETTINGS.buffers().highWaterPackets() + 1;
            connection.send(Unpooled.buffer().writeZero(packets * 1_316));
            assertEquals(CloseReason.LOCAL, failing.closed.get(20, TimeUnit.SECONDS));
            assertEquals(1, client.handlerFailures());
        }
    }

    @Test
    void onRequest_throws_refusesThatCallerAlone() throws Exception {
        Throwing other = new Throwing("nowhere");
        try (SrtServer server =
                SrtServer.start(
                        ANY_PORT,
                        SETTINGS,
                        request -> {
                            if (request.streamId().equals("bad")) {
                                throw new IllegalStateException("on purpose");
                            }
                            request.accept(SETTINGS, other);
                        })) {
            ExecutionException refusal =
                    assertThrows(
                            ExecutionException.class,
                            () -> call(server, "bad", new Throwing("nowhere")));
            assertEquals(
                    Rejection.INTERNAL,
                    assertInstanceOf(SrtRejectedException.class, refusal.getCause()).rejection());
            call(server, "other", new Throwing("nowhere")).send(Unpooled.copyInt(7));
            assertEquals(7, other.message.get(20, TimeUnit.SECONDS));
            assertEquals(1, server.counters().handlerFailures());
        }
    }
}
