package io.millrace.runtime;

import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.Counters;
import io.millrace.stream.StreamLog;
import io.millrace.stream.kafka.KafkaStreamLog;
import io.millrace.stream.kafka.PathRules;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The log's client, opened when a part first asks for it. Thread-safe. */
@Singleton
final class LogComponent implements Component {
    private static final int CHECK_SECONDS = 45;
    private static final long SILENT_MILLIS = 8_000;

    private final MillraceConfig config;
    private final LiveConfig live;
    private final Counters counters;
    private volatile @Nullable KafkaStreamLog log;

    LogComponent(LiveConfig live, Counters counters) {
        this.config = live.current();
        this.live = live;
        this.counters = counters;
    }

    /**
     * The log, with a cluster that answers.
     *
     * @throws UncheckedIOException saying what is wrong with the cluster
     */
    synchronized StreamLog log() {
        KafkaStreamLog opened = log;
        if (opened == null) {
            opened =
                    new KafkaStreamLog(
                            LogSettings.of(config), rules(), counters, InstantSource.system());
            check(opened);
            log = opened;
        }
        return opened;
    }

    private PathRules rules() {
        return new PathRules(
                path -> live.current().settingsOf(path).log().retention().toMillis(),
                path -> {
                    MillraceConfig now = live.current();
                    return (int)
                            now.settingsOf(path)
                                    .log()
                                    .linger()
                                    .orElse(now.kafka().linger())
                                    .toMillis();
                },
                _ -> live.current().kafka().publishBufferBytes());
    }

    private void check(KafkaStreamLog opened) {
        try {
            opened.check().toCompletableFuture().get(CHECK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException unusable) {
            throw failed(opened, String.valueOf(unusable.getCause()), unusable);
        } catch (TimeoutException silent) {
            throw failed(opened, "no answer within " + CHECK_SECONDS + " s", silent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(opened, "interrupted", interrupted);
        }
    }

    private UncheckedIOException failed(KafkaStreamLog opened, String reason, Exception cause) {
        opened.close();
        return new UncheckedIOException(
                new IOException("Kafka at " + config.kafka().bootstrap() + ": " + reason, cause));
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public Stage stage() {
        return Stage.LOG;
    }

    @Override
    public void start() {
        // opened when it is asked for
    }

    /** The cluster does not answer. */
    @Override
    public Optional<String> problem() {
        KafkaStreamLog opened = log;
        return opened == null || opened.silentMillis() < SILENT_MILLIS
                ? Optional.empty()
                : Optional.of(
                        "Kafka at %s does not answer for %d s"
                                .formatted(
                                        config.kafka().bootstrap(), opened.silentMillis() / 1_000));
    }

    /** Waits until what was appended is acknowledged. */
    @Override
    public synchronized void stop() {
        if (log != null) {
            log.close();
        }
    }
}
