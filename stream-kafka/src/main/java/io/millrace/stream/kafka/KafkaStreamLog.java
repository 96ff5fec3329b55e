package io.millrace.stream.kafka;

import io.millrace.stream.Counters;
import io.millrace.stream.LogHistory;
import io.millrace.stream.LogListener;
import io.millrace.stream.LogTail;
import io.millrace.stream.LogWriter;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.StartPosition;
import io.millrace.stream.StreamLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on Kafka (DESIGN sections 3 and 4): one topic a path, one producer a linger, two tail
 * consumers and a few that look things up, whatever the number of paths. Trouble with the cluster
 * is waited out: tails go on when it is back.
 */
public final class KafkaStreamLog implements StreamLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaStreamLog.class);
    private static final long REJOIN_MILLIS = 250;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final Counters counters;
    private final KafkaLogWriter.Errors errors;
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor timer;
    private final Admin admin;
    private final PathRules rules;
    private final Producers producers;
    private final PathTopics topics;
    private final ScannerPool<LogScanner> scanners;
    private final ScannerPool<LogScanner> history;
    private final TailHandover handover;
    private final TailPoller near;
    private final TailPoller far;
    private final LongAdder joinRetries;
    private final NewestEpochs epochs = new NewestEpochs();
    private final Reachability reachability;
    private final Pulse pulse;
    private volatile boolean closed;

    /** Starts the clients; does not wait for the cluster: see {@link #check}. */
    public KafkaStreamLog(KafkaSettings settings, Counters counters, InstantSource clock) {
        this(settings, PathRules.of(settings), counters, clock);
    }

    /** Likewise, with rules by path. */
    public KafkaStreamLog(
            KafkaSettings settings, PathRules rules, Counters counters, InstantSource clock) {
        this.settings = settings;
        this.rules = rules;
        this.counters = counters;
        this.errors = KafkaLogWriter.Errors.of(counters);
        this.clock = clock;
        this.joinRetries = counters.counter("log_read_retries", "consumer", "join");
        ClientProperties properties = new ClientProperties(settings);
        timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("kafka-log-timer").factory());
        admin = Admin.create(properties.admin());
        producers = new Producers(linger -> lane(properties.producer(linger)));
        var _ = producers.of(settings.writing().lingerMillis());
        pulse = new Pulse(admin);
        reachability = new Reachability(admin);
        topics = new PathTopics(admin, settings, rules.retentionMillis());
        ConsumedRecords decoder = new ConsumedRecords(counters);
        scanners = scannerPool(properties, decoder);
        history = scannerPool(properties, decoder);
        handover = new TailHandover(this::join);
        near = poller("near", properties.nearTail(), decoder);
        far = poller("far", properties.farTail(), decoder);
        handover.pollers(near, far);
        near.start();
        far.start();
        var _ =
                timer.scheduleWithFixedDelay(
                        this::checkReachable,
                        Reachability.PERIOD_MILLIS,
                        Reachability.PERIOD_MILLIS,
                        TimeUnit.MILLISECONDS);
        var _ =
                timer.scheduleWithFixedDelay(
                        pulse::check,
                        Pulse.PERIOD_MILLIS,
                        Pulse.PERIOD_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static ScannerPool<LogScanner> scannerPool(
            ClientProperties properties, ConsumedRecords decoder) {
        return new ScannerPool<>(
                () ->
                        new LogScanner(
                                consumer(properties.probe()),
                                consumer(properties.scanner()),
                                decoder),
                LogScanner::close);
    }

    private Producers.Lane lane(Map<String, Object> properties) {
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        return new Producers.Lane(producer, new WriterOpener(producer, timer, clock));
    }

    /** How long the cluster has not answered; a few seconds are nothing. */
    public long silentMillis() {
        return pulse.silentMillis();
    }

    private void checkReachable() {
        reachability.check(handover.tails(), System.nanoTime());
    }

    private static Consumer<byte[], ByteBuffer> consumer(Map<String, Object> properties) {
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteBufferDeserializer());
    }

    private TailPoller poller(
            String name, Map<String, Object> properties, ConsumedRecords decoder) {
        return new TailPoller(name, consumer(properties), decoder, counters, handover);
    }

    /**
     * Whether the cluster can be reached and holds what the settings ask for.
     *
     * @return fails with {@link IOException} whose message says what to change
     */
    public CompletionStage<Void> check() {
        return new ClusterCheck(admin, settings).run();
    }

    @Override
    public CompletionStage<LogWriter> openWriter(PathName path, long epoch) {
        Producers.Lane lane = producers.of(rules.lingerMillis().applyAsInt(path));
        return topics.ensure(path)
                .thenCompose(_ -> lane.opener().start(path, epoch))
                .thenCompose(offset ->
                        scanners.scan(
                                scanner -> scanner.head(PathTopics.partitionOf(path), offset)))
                .thenApply(head -> writer(path, epoch, lane, head))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        topics.forget(path);
                    }
                });
    }

    /** Its topic was deleted: the next writer makes it again. */
    public void forget(PathName path) {
        topics.forget(path);
        epochs.forget(path);
    }

    private LogWriter writer(PathName path, long epoch, Producers.Lane lane, LogScanner.Head head) {
        long newest = Math.max(epochs.of(path), head.newestEpoch());
        if (newest > epoch) {
            throw new CompletionException(
                    new IOException(
                            "path '%s' is at epoch %d, later than %d"
                                    .formatted(path, newest, epoch)));
        }
        epochs.saw(path, epoch);
        return new KafkaLogWriter(
                path,
                epoch,
                lane.producer(),
                new KafkaLogWriter.Pod(lane.opener(), epochs, errors),
                rules.pendingBytes().applyAsLong(path),
                clock,
                new KafkaLogWriter.Beginning(head.end(), head.log()));
    }

    @Override
    public LogTail tail(PathName path, StartPosition start, LogListener listener) {
        KafkaTail tail = new KafkaTail(path, start, listener, epochs, counters);
        join(tail);
        return () -> {
            tail.close();
            handover.end(tail);
        };
    }

    /** Finds the tail's place and begins there; tries again until there is one. */
    private void join(KafkaTail tail) {
        var _ =
                topics.exists(tail.path())
                        .thenCompose(there ->
                                there
                                        ? scanners.scan(scanner -> joinPoint(scanner, tail))
                                                .thenApply(Optional::of)
                                        : CompletableFuture.completedFuture(
                                                Optional.<LogScanner.JoinPoint>empty()))
                        .whenComplete((point, failure) -> {
                            if (failure != null) {
                                joinRetries.increment();
                                topics.forget(tail.path());
                                LOG.warn(
                                        "path={} joining is tried again: {}",
                                        tail.path(),
                                        failure.toString());
                                joinLater(tail);
                            } else if (point.isEmpty()) {
                                joinLater(tail);
                            } else if (!tail.isEnded()) {
                                tail.begin(point.get());
                                handover.begin(tail);
                            }
                        });
    }

    private LogScanner.JoinPoint joinPoint(LogScanner scanner, KafkaTail tail) throws IOException {
        return switch (tail.start()) {
            case StartPosition.Live() -> scanner.live(tail.partition(), epochs.of(tail.path()));
            case StartPosition.Since(long epochMillis) ->
                    scanner.since(tail.partition(), epochMillis);
        };
    }

    private void joinLater(KafkaTail tail) {
        if (closed || tail.isEnded()) {
            return;
        }
        try {
            var _ = timer.schedule(() -> join(tail), REJOIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("path={} is not joined, the log closes", tail.path(), e);
        }
    }

    @Override
    public CompletionStage<Optional<LoggedRecord>> newest(PathName path) {
        return newest(path, 1).thenApply(records -> records.stream().findFirst());
    }

    @Override
    public CompletionStage<List<LoggedRecord>> newest(PathName path, int count) {
        return topics.exists(path)
                .thenCompose(there ->
                        there
                                ? scanners.scan(scanner ->
                                        scanner.newest(PathTopics.partitionOf(path), count))
                                : CompletableFuture.completedFuture(List.of()));
    }

    /** Its scanners are not those of joins, which a long look would hold up. */
    @Override
    public <T> CompletionStage<T> look(PathName path, LogHistory.Look<T> look) {
        return topics.exists(path)
                .thenCompose(there ->
                        there
                                ? history.scan(
                                        scanner -> look.into(new KafkaHistory(path, scanner)))
                                : history.scan(_ -> look.into(new NoHistory())));
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        near.close();
        far.close();
        scanners.close();
        history.close();
        producers.close(CLOSE);
        admin.close(CLOSE);
    }
}
