package io.millrace.testkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.testkit.net.TcpFrontDoor.Server;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UdpFrontDoorTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Sends each datagram back with its letter before it. */
    private static DatagramSocket server(char letter) throws IOException {
        DatagramSocket server = new DatagramSocket(0, LOOPBACK);
        Thread.ofVirtual()
                .start(() -> {
                    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                    while (!server.isClosed()) {
                        try {
                            server.receive(packet);
                            byte[] answer =
                                    (letter + text(packet)).getBytes(StandardCharsets.UTF_8);
                            server.send(
                                    new DatagramPacket(
                                            answer, answer.length, packet.getSocketAddress()));
                        } catch (IOException _) {
                            return;
                        }
                    }
                });
        return server;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static UdpFrontDoor door(Server... servers) {
        List<Server> all = List.of(servers);
        return UdpFrontDoor.open(() -> all);
    }

    private static DatagramSocket peer(UdpFrontDoor door) throws SocketException {
        DatagramSocket peer = new DatagramSocket(0, LOOPBACK);
        peer.connect(new InetSocketAddress(LOOPBACK, door.port()));
        peer.setSoTimeout(100);
        return peer;
    }

    /** What comes back, sent again until something does, as peers of UDP do. */
    private static String ask(DatagramSocket peer, String question) throws IOException {
        byte[] bytes = question.getBytes(StandardCharsets.UTF_8);
        while (true) {
            peer.send(new DatagramPacket(bytes, bytes.length));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            try {
                do {
                    peer.receive(answer);
                } while (!text(answer).endsWith(question));
                return text(answer);
            } catch (SocketTimeoutException _) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void peers_inTurns_eachStaysWithItsServerUntilThatIsGone() throws Exception {
        DatagramSocket mortal = server('a');
        try (DatagramSocket b = server('b');
                UdpFrontDoor door =
                        door(
                                Server.always(mortal.getLocalPort()),
                                Server.always(b.getLocalPort()));
                DatagramSocket first = peer(door);
                DatagramSocket second = peer(door)) {
            try (mortal) {
                assertEquals("a1", ask(first, "1"));
                assertEquals("b2", ask(second, "2"));
                assertEquals("a3", ask(first, "3"));
            }
            assertEquals("b4", ask(first, "4"));
            assertEquals("b5", ask(second, "5"));
        }
    }

    @Test
    void peer_serverThatIsNotReady_isGivenToAnother() throws Exception {
        AtomicBoolean ready = new AtomicBoolean();
        try (DatagramSocket a = server('a');
                DatagramSocket b = server('b');
                UdpFrontDoor door =
                        door(
                                new Server(a.getLocalPort(), ready::get),
                                Server.always(b.getLocalPort()));
                DatagramSocket first = peer(door)) {
            assertEquals("b1", ask(first, "1"));
            ready.set(true);
            assertEquals("b2", ask(first, "2"), "it stays");
        }
    }
}
