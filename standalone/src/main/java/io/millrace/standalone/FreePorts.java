package io.millrace.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chooses free TCP ports for settings that say 0, since several parts must know them. */
final class FreePorts {
    private FreePorts() {}

    /** Settings by name, with a port for each; all differ. */
    static Map<String, String> choose(List<PortUse> uses) {
        Map<String, String> chosen = new HashMap<>();
        Deque<ServerSocket> sockets = new ArrayDeque<>();
        try {
            for (PortUse use : uses) {
                if (use.port() == 0 && use.transport() == PortUse.Transport.TCP) {
                    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    sockets.push(socket);
                    chosen.put(use.setting(), Integer.toString(socket.getLocalPort()));
                }
            }
            while (!sockets.isEmpty()) {
                sockets.pop().close();
            }
        } catch (IOException none) {
            throw new UncheckedIOException("no free port on loopback", none);
        }
        return chosen;
    }
}
