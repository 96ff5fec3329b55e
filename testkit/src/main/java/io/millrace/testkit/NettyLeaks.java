package io.millrace.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The leaks that Netty reported in this JVM. One for the JVM, as Netty's detectors are: loading
 * this class installs them, so that must come before the first buffer. Apart from {@link
 * NettyLeakCheck} so that the latter can be loaded without Netty.
 */
final class NettyLeaks {
    /** Garbage collections and allocations until a leak of now is reported. */
    private static final int ROUNDS = 3;

    /**
     * More than a JVM takes to collect; it is waited for only where explicit collections are off.
     */
    private static final long COLLECTION_MILLIS = 5_000;

    private static final List<String> REPORTS = installDetectors();

    private NettyLeaks() {}

    /** Loads this class. */
    static void watch() {}

    /** What was reported since the last call, leaks of just now included. */
    static List<String> take() {
        for (int round = 0; round < ROUNDS; round++) {
            collectGarbage();
            ByteBuf probe = ByteBufAllocator.DEFAULT.directBuffer(16);
            probe.release();
        }
        List<String> taken = List.copyOf(REPORTS);
        REPORTS.removeAll(taken);
        return taken;
    }

    /**
     * Returns once the JVM has told of something that became garbage now: what earlier collections
     * found was told before it, because its thread does one collection after another.
     */
    private static void collectGarbage() {
        ReferenceQueue<Object> told = new ReferenceQueue<>();
        WeakReference<Object> garbage = new WeakReference<>(new Object(), told);
        System.gc();
        try {
            var _ = told.remove(COLLECTION_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(garbage);
        }
    }

    private static List<String> installDetectors() {
        List<String> reports = new CopyOnWriteArrayList<>();
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ReportingFactory(reports));
        return reports;
    }

    /** Detectors that also tell us. */
    private static final class ReportingFactory extends ResourceLeakDetectorFactory {
        private final List<String> reports;

        ReportingFactory(List<String> reports) {
            this.reports = reports;
        }

        @Override
        @SuppressWarnings("deprecation") // Abstract in Netty 4.2, so it must be implemented.
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            ResourceLeakDetector<T> detector =
                    new ResourceLeakDetector<>(resource, samplingInterval);
            detector.setLeakListener((type, records) -> reports.add(type + "\n" + records));
            return detector;
        }
    }
}
