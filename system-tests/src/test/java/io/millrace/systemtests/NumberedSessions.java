package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Light publishers and readers of one test, on the four services. */
final class NumberedSessions implements AutoCloseable {
    static final int PUBLISHERS = 6;
    private static final int READERS = 14;
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final long POLL_MILLIS = 100;

    private final ServicesDeployment deployment;
    private final List<NumberedPublisher> publishers = new ArrayList<>();
    private final List<NumberedReader> readers = new ArrayList<>();

    NumberedSessions(ServicesDeployment deployment) {
        this.deployment = deployment;
    }

    /** In the order of their start. */
    List<NumberedReader> readers() {
        return List.copyOf(readers);
    }

    /** Publishers and readers of both protocols. */
    void startTwenty(String prefix) throws Exception {
        for (int number = 0; number < PUBLISHERS; number++) {
            if (number % 2 == 0) {
                publishRtsp(prefix + number, "p" + number);
            } else {
                publishRtmp(prefix + number, "p" + number);
            }
        }
        for (int number = 0; number < READERS; number++) {
            read(prefix + number % PUBLISHERS, number < READERS / 2);
        }
        for (NumberedReader reader : readers) {
            reader.awaitMore(10);
        }
    }

    void checkNobodyNoticed() throws InterruptedException {
        for (NumberedReader reader : readers) {
            reader.awaitMore(10).assertUndisturbed();
        }
        publishers.forEach(publisher -> assertEquals(Optional.empty(), publisher.end()));
    }

    NumberedPublisher publishRtsp(String path, String source) throws IOException {
        return added(NumberedPublisher.rtsp(deployment.ingest().ports().rtsp(), path, source));
    }

    NumberedPublisher publishRtmp(String path, String source) throws IOException {
        return added(NumberedPublisher.rtmp(deployment.ingest().ports().rtmp(), path, source));
    }

    private NumberedPublisher added(NumberedPublisher publisher) {
        publishers.add(publisher);
        return publisher;
    }

    /** As an encoder that tries again and again. */
    void publishPatiently(String path, String source) throws Exception {
        await(
                "admission to " + path,
                () -> {
                    try {
                        return Optional.of(publishRtsp(path, source));
                    } catch (IOException refused) {
                        System.out.println("refused: " + refused.getMessage());
                        return Optional.empty();
                    }
                },
                Optional::isPresent);
    }

    void readBoth(String path) throws Exception {
        read(path, true).awaitMore(10);
        read(path, false).awaitMore(10);
    }

    NumberedReader read(String path, boolean rtsp) throws IOException {
        return rtsp ? readRtsp(path) : readRtmp(path);
    }

    NumberedReader readRtsp(String path) throws IOException {
        return readRtsp(deployment.play().ports().rtsp(), path);
    }

    NumberedReader readRtsp(int port, String path) throws IOException {
        NumberedReader reader = NumberedReader.rtsp(port, path);
        readers.add(reader);
        return reader;
    }

    NumberedReader readRtmp(String path) throws IOException {
        NumberedReader reader = NumberedReader.rtmp(deployment.play().ports().rtmp(), path);
        readers.add(reader);
        return reader;
    }

    <T> T await(String what, Callable<T> question, Predicate<T> wanted) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            T answer = question.call();
            if (wanted.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + what + ": " + answer + "\n" + deployment.output());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        for (NumberedReader reader : readers) {
            reader.close();
        }
        for (NumberedPublisher publisher : publishers) {
            publisher.close();
        }
    }
}
