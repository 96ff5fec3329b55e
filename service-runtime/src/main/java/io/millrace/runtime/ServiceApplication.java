package io.millrace.runtime;

import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service as a process: command line, settings, start, stop on a signal. */
public final class ServiceApplication {
    /** Wrong command line (sysexits EX_USAGE). */
    public static final int EXIT_USAGE = 64;

    /** Wrong settings (sysexits EX_CONFIG). */
    public static final int EXIT_CONFIG = 78;

    /** Something did not start. */
    public static final int EXIT_FAILURE = 1;

    private static final Logger LOG = LoggerFactory.getLogger(ServiceApplication.class);

    private ServiceApplication() {}

    /**
     * Runs until a signal comes, then exits the JVM.
     *
     * @param mainHttpPort where controllers answer that name no port of their own
     */
    public static void main(
            String name, ToIntFunction<MillraceConfig> mainHttpPort, String[] arguments) {
        int code = run(name, mainHttpPort, arguments, System.getenv(), System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(
            String name,
            ToIntFunction<MillraceConfig> mainHttpPort,
            String[] arguments,
            Map<String, String> environment,
            PrintStream terminal) {
        if (arguments.length == 1 && arguments[0].equals("--help")) {
            terminal.println(usage(name));
            return 0;
        }
        boolean valid =
                arguments.length == 0 || (arguments.length == 2 && arguments[0].equals("--config"));
        if (!valid) {
            terminal.println(usage(name));
            return EXIT_USAGE;
        }
        Optional<Path> file =
                arguments.length == 0 ? Optional.empty() : Optional.of(Path.of(arguments[1]));
        try {
            LiveConfig live = LiveConfig.load(ConfigSources.of(file, environment, Map.of()));
            return serve(name, live, mainHttpPort.applyAsInt(live.current()));
        } catch (ConfigException wrong) {
            terminal.println(name + ": the settings cannot be used:");
            wrong.problems().forEach(problem -> terminal.println("  " + problem));
            return EXIT_CONFIG;
        }
    }

    private static int serve(String name, LiveConfig live, int mainHttpPort) {
        ServiceContext context = ServiceContext.create(name, live, mainHttpPort);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(context, stopped));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            context.start();
            stopped.await();
            return 0;
        } catch (StartFailedException failed) {
            LOG.error("{}", failed.getMessage(), failed);
            return EXIT_FAILURE;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return EXIT_FAILURE;
        }
    }

    private static void stop(ServiceContext context, CountDownLatch stopped) {
        context.close();
        stopped.countDown();
    }

    private static String usage(String name) {
        return "Usage: "
                + name
                + " [--config FILE]\nSettings: docs/configuration.md; MILLRACE_<SECTION>_<KEY>"
                + " overrides each.";
    }
}
