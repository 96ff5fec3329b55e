package io.millrace.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One of the server's sockets goes, so the kernel spreads the peers anew: the datagrams of many
 * arrive at another socket, and their connections go on where they are.
 */
@Timeout(120)
class HandOverTest {
    private static final int LOOPS = 4;
    private static final int CALLS = 40;
    private static final int GOING = LOOPS - 1;
    private static final SrtSettings SETTINGS =
            SrtSettings.DEFAULT.withLatencyMillis(20).withLingerMillis(0);
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final IoEventLoopGroup loops = Sockets.newLoops(LOOPS);
    private final Map<String, Side> sides = new ConcurrentHashMap<>();

    @AfterEach
    void stop() {
        Sockets.shutDown(loops);
    }

    /** The server's side of a call. */
    private static final class Side implements SrtConnectionHandler {
        final CompletableFuture<SrtConnection> connected = new CompletableFuture<>();
        final CompletableFuture<Integer> message = new CompletableFuture<>();
        final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

        @Override
        public void onConnected(SrtConnection connection) {
            connected.complete(connection);
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf received) {
            assertTrue(connection.executor().inEventLoop());
            message.complete(received.readInt());
            received.release();
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            closed.complete(reason);
        }

        /** On which of the server's sockets. */
        int port() throws Exception {
            int socketId = connected.get(20, TimeUnit.SECONDS).negotiated().localSocketId();
            return Integer.remainderUnsigned(socketId, LOOPS);
        }
    }

    private Map<String, SrtConnection> call(SrtClient client, SrtServer server) throws Exception {
        Map<String, SrtConnection> calls = new HashMap<>();
        for (int count = 0; count < CALLS; count++) {
            String name = "call " + count;
            calls.put(
                    name,
                    client.connect(
                                    new SrtClient.Target(server.localAddress(), name, 20_000),
                                    SETTINGS,
                                    new Side())
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS));
        }
        return calls;
    }

    private Side side(String name) {
        return sides.computeIfAbsent(name, _ -> new Side());
    }

    @Test
    void datagrams_thatArriveAtAnotherSocket_reachTheirConnectionOnItsLoop() throws Exception {
        assumeTrue(Epoll.isAvailable(), "no epoll: one socket only");
        try (SrtClient client = new SrtClient();
                SrtServer server =
                        SrtServer.start(
                                ANY_PORT,
                                SETTINGS,
                                request -> request.accept(SETTINGS, side(request.streamId())),
                                Optional.of(loops))) {
            Map<String, SrtConnection> calls = call(client, server);
            DatagramPump going = server.ports().all().get(GOING).pump();
            going.run(going::closeSocket, () -> {});
            int stayed = 0;
            for (Map.Entry<String, SrtConnection> call : calls.entrySet()) {
                Side side = side(call.getKey());
                if (side.port() == GOING) {
                    assertEquals(CloseReason.LOCAL, side.closed.get(20, TimeUnit.SECONDS));
                } else {
                    stayed++;
                    call.getValue().send(Unpooled.copyInt(stayed));
                    assertEquals(stayed, side.message.get(20, TimeUnit.SECONDS));
                }
            }
            assertTrue(stayed > 0 && stayed < CALLS, stayed + " on the sockets that stay");
            assertTrue(server.counters().handedOverDatagrams() > 0, "none arrived elsewhere");
        }
    }
}
