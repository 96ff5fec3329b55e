package io.millrace.runtime.config;

import java.io.Console;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP. A process with a terminal keeps the signal's own meaning (the terminal is gone: stop);
 * for others it means: read the settings again. The JDK's class for signals is not part of Java SE,
 * so it is looked for by name, and done without where there is none.
 */
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Runs {@code action} on a thread of its own at every SIGHUP. */
    static void handle(Runnable action) {
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
            return;
        }
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run =
                    MethodHandles.publicLookup()
                            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                            .bindTo(action);
            Object made =
                    MethodHandleProxies.asInterfaceInstance(
                            handler, MethodHandles.dropArguments(run, 0, signal));
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangUp, made);
        } catch (ReflectiveOperationException unavailable) {
            LOG.info("settings are not read again on SIGHUP: {}", unavailable.toString());
        }
    }
}
