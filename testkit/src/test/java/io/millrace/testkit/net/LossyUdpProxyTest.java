package io.millrace.testkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LossyUdpProxyTest {
    private static final int LIMIT_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 200;

    @AutoClose private final DatagramSocket server = socket();

    private static DatagramSocket socket() {
        try {
            DatagramSocket socket =
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setSoTimeout(LIMIT_MILLIS);
            return socket;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private LossyUdpProxy proxy(Impairment impairment) throws IOException {
        return LossyUdpProxy.start(address(server), impairment, 1);
    }

    private static InetSocketAddress address(DatagramSocket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private static void send(DatagramSocket from, InetSocketAddress to, int value)
            throws IOException {
        from.send(new DatagramPacket(new byte[] {(byte) value}, 1, to));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return packet;
    }

    @Test
    void twoClients_answersOfTheServer_reachTheRightOne() throws Exception {
        try (LossyUdpProxy proxy = proxy(Impairment.NONE);
                DatagramSocket first = socket();
                DatagramSocket second = socket()) {
            send(first, proxy.address(), 1);
            send(second, proxy.address(), 2);
            for (int request = 0; request < 2; request++) {
                DatagramPacket packet = receive(server);
                send(
                        server,
                        (InetSocketAddress) packet.getSocketAddress(),
                        packet.getData()[0] + 10);
            }
            assertEquals(11, receive(first).getData()[0]);
            assertEquals(12, receive(second).getData()[0]);
            assertEquals(new LineCounts(2, 0, 0, 0), proxy.toServer());
            assertEquals(new LineCounts(2, 0, 0, 0), proxy.toClients());
        }
    }

    @Test
    void everyDatagram_lost_isCountedAndNeverArrives() throws Exception {
        server.setSoTimeout(SILENCE_MILLIS);
        try (LossyUdpProxy proxy = proxy(Impairment.NONE.withLoss(1));
                DatagramSocket client = socket()) {
            send(client, proxy.address(), 1);
            assertThrows(SocketTimeoutException.class, () -> receive(server));
            assertEquals(new LineCounts(0, 1, 0, 0), proxy.counts());
        }
    }

    @Test
    void impair_later_actsFromThenOn() throws Exception {
        server.setSoTimeout(SILENCE_MILLIS);
        try (LossyUdpProxy proxy = proxy(Impairment.NONE);
                DatagramSocket client = socket()) {
            send(client, proxy.address(), 1);
            assertEquals(1, receive(server).getData()[0]);
            proxy.impair(Impairment.NONE.withLoss(1));
            send(client, proxy.address(), 2);
            assertThrows(SocketTimeoutException.class, () -> receive(server));
            assertEquals(new LineCounts(1, 1, 0, 0), proxy.toServer());
        }
    }

    @Test
    void delay_ofARoundTrip_isThere() throws Exception {
        try (LossyUdpProxy proxy = proxy(Impairment.NONE.withRoundTripMillis(100));
                DatagramSocket client = socket()) {
            long begin = System.nanoTime();
            send(client, proxy.address(), 1);
            send(server, (InetSocketAddress) receive(server).getSocketAddress(), 2);
            receive(client);
            long tookMillis = (System.nanoTime() - begin) / 1_000_000;
            assertTrue(tookMillis >= 100, tookMillis + " ms");
        }
    }

    @Test
    void duplicates_arriveTwice() throws Exception {
        try (LossyUdpProxy proxy = proxy(Impairment.NONE.withDuplication(1));
                DatagramSocket client = socket()) {
            send(client, proxy.address(), 7);
            assertEquals(7, receive(server).getData()[0]);
            assertEquals(7, receive(server).getData()[0]);
            assertEquals(1, proxy.toServer().duplicated());
        }
    }

    @Test
    void reordering_ofSome_losesNone() throws Exception {
        try (LossyUdpProxy proxy = proxy(Impairment.NONE.withReordering(0.3));
                DatagramSocket client = socket()) {
            for (int value = 0; value < 100; value++) {
                send(client, proxy.address(), value);
            }
            Set<Byte> received = new HashSet<>();
            int turns = 0;
            byte last = 0;
            for (int count = 0; count < 100; count++) {
                byte value = receive(server).getData()[0];
                received.add(value);
                turns += value < last ? 1 : 0;
                last = value;
            }
            assertEquals(100, received.size());
            assertTrue(turns > 0, "all in order");
        }
    }
}
