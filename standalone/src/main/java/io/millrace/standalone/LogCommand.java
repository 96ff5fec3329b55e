package io.millrace.standalone;

import io.millrace.runtime.LogSettings;
import io.millrace.runtime.ServiceApplication;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigLoader;
import io.millrace.runtime.config.HostAndPort;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.logging.LogConfigurator;
import io.millrace.stream.Counters;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamLog;
import io.millrace.stream.kafka.KafkaStreamLog;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** Prints a path's newest records, and with {@code --follow} those that come. */
final class LogCommand {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_SECONDS = 30;

    private final String path;
    private final int count;
    private final boolean follow;
    private final Optional<String> kafka;
    private final Optional<Path> configFile;
    private final PrintStream terminal = System.out;

    LogCommand(
            String path,
            int count,
            boolean follow,
            Optional<String> kafka,
            Optional<Path> configFile) {
        this.path = path;
        this.count = count;
        this.follow = follow;
        this.kafka = kafka;
        this.configFile = configFile;
    }

    int run() {
        System.setProperty(LogConfigurator.QUIET, "true");
        Optional<String> wrong =
                PathName.problem(path)
                        .or(() ->
                                count < 1
                                        ? Optional.of("--count must be at least 1")
                                        : Optional.empty());
        if (wrong.isPresent()) {
            return fail(wrong.get(), ServiceApplication.EXIT_USAGE);
        }
        try {
            MillraceConfig config = configure();
            Optional<HostAndPort> deaf = unreachable(config.kafka().bootstrapServers());
            if (deaf.isPresent()) {
                String hint = kafka.isPresent() ? "" : "; is 'millrace up' running?";
                return fail("no Kafka at " + deaf.get() + hint, ServiceApplication.EXIT_FAILURE);
            }
            return print(config);
        } catch (ConfigException unusable) {
            return fail(
                    "the settings cannot be used:\n" + unusable.getMessage(),
                    ServiceApplication.EXIT_CONFIG);
        }
    }

    private MillraceConfig configure() throws ConfigException {
        Map<String, String> overrides = new HashMap<>();
        kafka.ifPresent(servers -> overrides.put("kafka.bootstrap-servers", servers));
        MillraceConfig config = ConfigLoader.load(configFile, System.getenv(), overrides);
        if (kafka.isEmpty()) {
            overrides.put("kafka.bootstrap-servers", "127.0.0.1:" + config.kafka().embeddedPort());
            config = ConfigLoader.load(configFile, System.getenv(), overrides);
        }
        return config;
    }

    /** The first of the servers if none answers. */
    private static Optional<HostAndPort> unreachable(List<HostAndPort> servers) {
        return servers.stream().anyMatch(LogCommand::answers)
                ? Optional.empty()
                : servers.stream().findFirst();
    }

    private static boolean answers(HostAndPort server) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException deaf) {
            return false;
        }
    }

    private int print(MillraceConfig config) {
        try (StreamLog log =
                new KafkaStreamLog(
                        LogSettings.of(config), new Counters(), InstantSource.system())) {
            PathName name = new PathName(path);
            List<LoggedRecord> records =
                    log.newest(name, count)
                            .toCompletableFuture()
                            .get(READ_SECONDS, TimeUnit.SECONDS);
            if (records.isEmpty() && !follow) {
                return fail(
                        "the log of path '" + path + "' has no records",
                        ServiceApplication.EXIT_FAILURE);
            }
            terminal.println(RecordText.HEADER);
            records.forEach(record -> RecordText.lines(record).forEach(terminal::println));
            long last = records.isEmpty() ? -1 : records.getLast().offset();
            return follow ? follow(log, name, last) : 0;
        } catch (ExecutionException failed) {
            return fail(
                    "the log cannot be read: " + failed.getCause(),
                    ServiceApplication.EXIT_FAILURE);
        } catch (TimeoutException late) {
            return fail(
                    "the log did not answer within " + READ_SECONDS + " s",
                    ServiceApplication.EXIT_FAILURE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ServiceApplication.EXIT_FAILURE;
        }
    }

    private int follow(StreamLog log, PathName name, long lastOffset) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Optional<Exception>> failure = new AtomicReference<>(Optional.empty());
        LogListener printer =
                new LogListener() {
                    @Override
                    public void onRecord(LoggedRecord record) {
                        if (record.offset() > lastOffset) {
                            RecordText.lines(record).forEach(terminal::println);
                        }
                    }

                    @Override
                    public void onBatchEnd() {
                        terminal.flush();
                    }

                    @Override
                    public void onFailure(Exception cause) {
                        failure.set(Optional.of(cause));
                        ended.countDown();
                    }
                };
        try (LogTail _ = log.tail(name, StartPosition.live(), printer)) {
            ended.await();
        }
        return fail("the log cannot be followed: " + failure.get(), 1);
    }

    private static int fail(String reason, int code) {
        System.err.println("millrace: " + reason);
        return code;
    }
}
