package io.millrace.testkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.testkit.FreePorts;
import io.millrace.testkit.net.TcpFrontDoor.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpFrontDoorTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Says one letter to everyone, and whatever it is told. */
    private static ServerSocket server(char letter) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, LOOPBACK);
        Thread.ofVirtual()
                .start(() -> {
                    while (!server.isClosed()) {
                        try {
                            Socket peer = server.accept();
                            peer.getOutputStream().write(letter);
                            Thread.ofVirtual().start(() -> echo(peer));
                        } catch (IOException _) {
                            return;
                        }
                    }
                });
        return server;
    }

    private static void echo(Socket peer) {
        try (peer) {
            peer.getInputStream().transferTo(peer.getOutputStream());
        } catch (IOException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static int firstByte(TcpFrontDoor door) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, door.port())) {
            return socket.getInputStream().read();
        }
    }

    @Test
    void connect_serversComeAndGo_goesToOneThatIsThere() throws Exception {
        AtomicBoolean wanted = new AtomicBoolean(true);
        int nobody = new FreePorts().next();
        try (ServerSocket a = server('a');
                ServerSocket b = server('b');
                TcpFrontDoor door =
                        TcpFrontDoor.open(
                                0,
                                List.of(
                                        new Server(a.getLocalPort(), wanted::get),
                                        Server.always(nobody),
                                        Server.always(b.getLocalPort())))) {
            assertEquals('a', firstByte(door));
            assertEquals('b', firstByte(door));
            assertEquals('a', firstByte(door));
            wanted.set(false);
            assertEquals('b', firstByte(door));
            assertEquals('b', firstByte(door));
        }
        assertEquals(1, refusals(nobody));
    }

    private static long refusals(int port) throws IOException {
        try (TcpFrontDoor door = TcpFrontDoor.open(0, List.of(Server.always(port)))) {
            assertEquals(-1, firstByte(door));
            return door.refused();
        }
    }

    @Test
    void hold_connectionStaysAndBytesComeLater() throws Exception {
        try (ServerSocket a = server('a');
                TcpFrontDoor door = TcpFrontDoor.open(0, List.of(Server.always(a.getLocalPort())));
                Socket socket = new Socket(LOOPBACK, door.port())) {
            assertEquals('a', socket.getInputStream().read());
            door.hold();
            socket.getOutputStream().write('x');
            socket.setSoTimeout(100);
            assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
            door.release();
            socket.setSoTimeout(0);
            assertEquals('x', socket.getInputStream().read());
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read());
        }
    }
}
