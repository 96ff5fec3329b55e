package io.millrace.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty reports a leaked buffer. Registered for every test by the
 * service file; does nothing where Netty is not on the classpath.
 */
public final class NettyLeakCheck implements Extension, BeforeAllCallback, AfterAllCallback {
    /** One for the JVM, as Netty's detectors are: whoever comes first decides who is told. */
    private static final class Reports {
        static final List<String> LEAKS = installDetectors();

        /** Loads this class, before the first buffer is made. */
        static void begin() {}
    }

    /** Garbage collections and allocations until a leak of now is reported. */
    private static final int ROUNDS = 3;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (nettyIsThere()) {
            Reports.begin();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!nettyIsThere()) {
            return;
        }
        provokeReports();
        List<String> leaks = List.copyOf(Reports.LEAKS);
        Reports.LEAKS.removeAll(leaks);
        if (!leaks.isEmpty()) {
            throw new AssertionError("Netty buffers leaked:\n" + String.join("\n", leaks));
        }
    }

    private static List<String> installDetectors() {
        List<String> leaks = new CopyOnWriteArrayList<>();
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ReportingFactory(leaks));
        return leaks;
    }

    private static void provokeReports() {
        for (int round = 0; round < ROUNDS; round++) {
            System.gc();
            ByteBuf probe = ByteBufAllocator.DEFAULT.directBuffer(16);
            probe.release();
        }
    }

    private static boolean nettyIsThere() {
        try {
            Class.forName("io.netty.buffer.ByteBuf", false, NettyLeakCheck.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    /** Detectors that also tell us. */
    private static final class ReportingFactory extends ResourceLeakDetectorFactory {
        private final List<String> leaks;

        ReportingFactory(List<String> leaks) {
            this.leaks = leaks;
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract in Netty 4.2, so it must be implemented.
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            ResourceLeakDetector<T> detector =
                    new ResourceLeakDetector<>(resource, samplingInterval);
            detector.setLeakListener((type, records) -> {
                leaks.add(type + "\n" + records);
            });
            return detector;
        }
    }
}
