package io.millrace.standalone;

import io.millrace.runtime.ServiceApplication;
import io.millrace.runtime.StartFailedException;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.logging.LogConfigurator;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs everything until a signal. The terminal shows progress, addresses and warnings; the log goes
 * to a file under the data directory.
 */
final class UpCommand {
    private final Standalone.Options options;
    private final PrintStream terminal = System.out;

    UpCommand(Standalone.Options options) {
        this.options = options;
    }

    int run() {
        Path logFile = options.data().resolve("logs").resolve("millrace.log");
        try {
            Files.createDirectories(logFile.toAbsolutePath().getParent());
        } catch (IOException unwritable) {
            System.err.println("millrace: cannot write to " + options.data() + ": " + unwritable);
            return ServiceApplication.EXIT_FAILURE;
        }
        System.setProperty(LogConfigurator.FILE, logFile.toString());
        try {
            LiveConfig live = Standalone.configure(options, System.getenv());
            MillraceConfig config = live.current();
            List<String> problems = Standalone.portProblems(config, options.kafka().isEmpty());
            if (!problems.isEmpty()) {
                problems.forEach(problem -> System.err.println("millrace: " + problem));
                return ServiceApplication.EXIT_FAILURE;
            }
            return serve(live, logFile);
        } catch (ConfigException wrong) {
            System.err.println("millrace: the settings cannot be used:");
            wrong.problems().forEach(problem -> System.err.println("  " + problem));
            return ServiceApplication.EXIT_CONFIG;
        }
    }

    private int serve(LiveConfig live, Path logFile) {
        MillraceConfig config = live.current();
        terminal.println("Millrace " + Version.text() + " starts; log: " + logFile);
        terminal.println(
                options.kafka()
                        .map(servers -> "  Kafka at " + servers)
                        .orElse(
                                "  embedded Kafka on 127.0.0.1:%d, data in %s"
                                        .formatted(
                                                config.kafka().embeddedPort(),
                                                options.data().resolve("kafka"))));
        CountDownLatch stopped = new CountDownLatch(1);
        try (Standalone standalone = Standalone.create(live, options)) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .name("stop")
                                    .unstarted(() -> stop(standalone, stopped)));
            standalone.start();
            UpText.ready(config, options.demo(), startTime()).forEach(terminal::println);
            stopped.await();
            return 0;
        } catch (StartFailedException failed) {
            System.err.println("millrace: " + failed.getMessage());
            return ServiceApplication.EXIT_FAILURE;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ServiceApplication.EXIT_FAILURE;
        }
    }

    /** Since the JVM was started. */
    private static Duration startTime() {
        long startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        return Duration.ofMillis(System.currentTimeMillis() - startMillis);
    }

    private void stop(Standalone standalone, CountDownLatch stopped) {
        terminal.println("\nMillrace stops.");
        standalone.close();
        stopped.countDown();
    }
}
