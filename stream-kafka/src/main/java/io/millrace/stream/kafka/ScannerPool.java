package io.millrace.stream.kafka;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * A few scanners, shared by the pod; what asks for one waits on a virtual thread. Thread-safe.
 *
 * @param <S> what one at a time scans with
 */
final class ScannerPool<S> implements AutoCloseable {
    private static final int SCANNERS = 2;

    private final BlockingQueue<S> idle = new LinkedBlockingQueue<>();
    private final Consumer<S> closing;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("kafka-scan-", 0).factory());

    /** A look into a topic. */
    @FunctionalInterface
    interface Scan<S, T> {
        T with(S scanner) throws IOException;
    }

    /** Makes its scanners; {@code closing} ends one. */
    ScannerPool(Supplier<S> factory, Consumer<S> closing) {
        this.closing = closing;
        for (int i = 0; i < SCANNERS; i++) {
            idle.add(factory.get());
        }
    }

    <T> CompletionStage<T> scan(Scan<S, T> scan) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> run(scan, result));
        return result;
    }

    private <T> void run(Scan<S, T> scan, CompletableFuture<T> result) {
        try {
            S scanner = idle.take();
            try {
                result.complete(scan.with(scanner));
            } catch (IOException | KafkaException e) {
                result.completeExceptionally(
                        new IOException("Kafka does not answer: " + e.getMessage(), e));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            } finally {
                idle.add(scanner);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result.completeExceptionally(new IOException("the log closes", e));
        }
    }

    /** Waits for what is under way; blocks. */
    @Override
    public void close() {
        threads.close();
        idle.forEach(closing);
    }
}
