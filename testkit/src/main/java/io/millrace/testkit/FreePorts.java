package io.millrace.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for programs that cannot be given port 0. Below the range from which the system takes
 * the ports of outgoing connections, so that nobody else gets one in between; each finder gives a
 * port only once, and of two JVMs that test at the same time ({@code millrace.test.fork}: 1, 2)
 * each has its own half. Not thread-safe.
 */
public final class FreePorts {
    private static final int HALF = 8_500;
    private static final int LOWEST =
            15_000 + (Integer.getInteger("millrace.test.fork", 1) - 1) % 2 * HALF;
    private static final int BELOW = LOWEST + HALF;
    private static final int TRIES = 1_000;

    private final Set<Integer> given = new HashSet<>();

    /** A port free for TCP and UDP on the loopback address. */
    public int next() {
        return find(1, 1);
    }

    /** The even one of two neighbouring ports, as RTP and RTCP want them. */
    public int nextEvenPair() {
        return find(2, 2);
    }

    private int find(int count, int multiple) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BELOW) / multiple * multiple;
            if (isFree(port) && (count == 1 || isFree(port + 1))) {
                for (int i = 0; i < count; i++) {
                    given.add(port + i);
                }
                return port;
            }
        }
        throw new IllegalStateException("no free port found in " + TRIES + " tries");
    }

    private boolean isFree(int port) {
        if (given.contains(port)) {
            return false;
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(null)) {
            tcp.bind(address);
            udp.bind(address);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
