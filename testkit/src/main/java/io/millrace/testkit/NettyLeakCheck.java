package io.millrace.testkit;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty reports a leaked buffer. Registered for every test by the
 * service file; does nothing where Netty is not on the classpath.
 */
public final class NettyLeakCheck implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        if (nettyIsThere()) {
            NettyLeaks.watch();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!nettyIsThere()) {
            return;
        }
        List<String> leaks = NettyLeaks.take();
        if (!leaks.isEmpty()) {
            throw new AssertionError("Netty buffers leaked:\n" + String.join("\n", leaks));
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
}
