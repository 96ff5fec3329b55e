package io.millrace.stream.kafka;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** A few scanners, shared by the pod; what asks for one waits on a virtual thread. Thread-safe. */
final class ScannerPool implements AutoCloseable {
    private static final int SCANNERS = 2;

    private final BlockingQueue<LogScanner> idle = new LinkedBlockingQueue<>();
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("kafka-scan-", 0).factory());

    /** A look into a topic. */
    @FunctionalInterface
    interface Scan<T> {
        T with(LogScanner scanner) throws IOException;
    }

    ScannerPool(Supplier<LogScanner> factory) {
        for (int i = 0; i < SCANNERS; i++) {
            idle.add(factory.get());
        }
    }

    <T> CompletionStage<T> scan(Scan<T> scan) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> run(scan, result));
        return result;
    }

    private <T> void run(Scan<T> scan, CompletableFuture<T> result) {
        try {
            LogScanner scanner = idle.take();
            try {
                result.complete(scan.with(scanner));
            } catch (IOException | KafkaException e) {
                result.completeExceptionally(
                        new IOException("Kafka does not answer: " + e.getMessage(), e));
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
        idle.forEach(LogScanner::close);
    }
}
