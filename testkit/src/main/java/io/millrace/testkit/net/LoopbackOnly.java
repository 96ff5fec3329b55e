package io.millrace.testkit.net;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Whether nothing can leave the machine: a namespace whose only interface is loopback. */
public final class LoopbackOnly {
    private LoopbackOnly() {}

    /** Skips the test elsewhere. */
    public static void require() throws SocketException {
        List<NetworkInterface> all = NetworkInterface.networkInterfaces().toList();
        boolean alone =
                all.size() == 1
                        && all.getFirst().isLoopback()
                        && all.getFirst().supportsMulticast();
        if (!alone) {
            System.out.println("skipped: multicast needs a namespace with loopback only");
        }
        Assumptions.assumeTrue(alone, "multicast needs a namespace with loopback only");
    }
}
