package io.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class NettyLeakCheckTest {
    @Test
    void afterAll_leakedBuffer_failsItsClass() {
        assertEquals(1, failedClasses(Leaking.class));
    }

    @Test
    void afterAll_releasedBuffer_passes() {
        assertEquals(0, failedClasses(Clean.class));
    }

    private static long failedClasses(Class<?> testClass) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectClass(testClass))
                        .build();
        Launcher launcher = LauncherFactory.create();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        launcher.execute(request, summary);
        return summary.getSummary().getContainersFailedCount();
    }

    /** Run only by the test above: surefire leaves nested static classes out. */
    static class Leaking {
        @Test
        void leaks() {
            ByteBufAllocator.DEFAULT.directBuffer(8).writeInt(1);
        }
    }

    /** Likewise. */
    static class Clean {
        @Test
        void releases() {
            ByteBufAllocator.DEFAULT.directBuffer(8).writeInt(1).release();
        }
    }
}
