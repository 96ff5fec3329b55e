package io.millrace.runtime;

import io.millrace.runtime.config.MillraceConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** This process's name in leases and logs. */
public record PodId(String value) {
    /** The configured name, or the host's with a random part. */
    static PodId of(MillraceConfig.Server server) {
        if (!server.pod().isEmpty()) {
            return new PodId(server.pod());
        }
        int random = ThreadLocalRandom.current().nextInt(0x1000000);
        return new PodId("%s-%06x".formatted(hostName(), random));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "pod";
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
