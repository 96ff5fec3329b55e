package io.millrace.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Servers and clients on the application's event loops, of NIO and of what the machine has best.
 */
@Timeout(60)
class SharedLoopsTest {
    private static final SrtSettings SETTINGS = SrtSettings.DEFAULT.withLatencyMillis(5_000);
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int MESSAGE_BYTES = 20_000;

    /** Counts bytes; the connection's end is where all have come. */
    private static final class Counting implements SrtConnectionHandler {
        final CompletableFuture<Integer> total = new CompletableFuture<>();
        private int bytes;

        @Override
        public void onConnected(SrtConnection connection) {
            assertTrue(connection.executor().inEventLoop());
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            bytes += message.readableBytes();
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            total.complete(bytes);
        }
    }

    private static void transferOn(IoEventLoopGroup loops) throws Exception {
        Counting received = new Counting();
        try (SrtServer server =
                        SrtServer.start(
                                ANY_PORT,
                                SETTINGS,
                                request -> {
                                    assertTrue(request.executor().inEventLoop());
                                    request.accept(SETTINGS, received);
                                },
                                Optional.of(loops));
                SrtClient client = new SrtClient(Optional.of(loops))) {
            SrtConnection connection =
                    client.connect(
                                    new SrtClient.Target(server.localAddress(), "", 20_000),
                                    SETTINGS.withLingerMillis(5_000),
                                    new Counting())
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS);
            connection.send(Unpooled.buffer().writeZero(MESSAGE_BYTES));
            connection.close();
            assertEquals(MESSAGE_BYTES, received.total.get(20, TimeUnit.SECONDS));
        }
        assertFalse(loops.isShuttingDown(), "they stay the application's");
    }

    @Test
    void serverAndClient_onLoopsOfNio_transferWithoutSegmentation() throws Exception {
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        try {
            transferOn(loops);
        } finally {
            Sockets.shutDown(loops);
        }
    }

    @Test
    void serverAndClient_onTheBestLoops_transfer() throws Exception {
        IoEventLoopGroup loops = Sockets.newLoops(3);
        try {
            transferOn(loops);
        } finally {
            Sockets.shutDown(loops);
        }
    }

    @Test
    void server_onAPortThatAnotherHas_doesNotShareIt() throws Exception {
        try (SrtServer server = SrtServer.start(ANY_PORT, SETTINGS, request -> {})) {
            InetSocketAddress taken = server.localAddress();
            assertThrows(IOException.class, () -> SrtServer.start(taken, SETTINGS, request -> {}));
        }
    }
}
