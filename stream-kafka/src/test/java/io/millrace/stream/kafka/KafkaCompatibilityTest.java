package io.millrace.stream.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.StartPosition;
import io.millrace.stream.ThreadTicker;
import io.millrace.stream.memory.MemoryLeases;
import io.millrace.stream.publish.LogPublishing;
import io.millrace.stream.publish.PublishSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The log on brokers of the versions that it is meant for, in containers: written, joined live and
 * in the past, continued by the next epoch. The embedded broker of the other tests is one of them.
 */
@Timeout(300)
class KafkaCompatibilityTest {
    private static final PathName PATH = new PathName("compatible/camera");
    private static final int UNITS = 50;

    @ParameterizedTest
    @ValueSource(strings = {"apache/kafka:4.2.0", "apache/kafka:4.0.0", "apache/kafka:3.9.1"})
    void log_onThisVersion_isWrittenAndRead(String image) throws Exception {
        requireEngine();
        try (KafkaContainer broker = started(image);
                ThreadTicker ticker = new ThreadTicker();
                KafkaStreamLog log = open(broker);
                LogPublishing publishing =
                        new LogPublishing(
                                log,
                                new MemoryLeases(),
                                PublishSettings.defaults(),
                                new Counters(),
                                InstantSource.system(),
                                ticker)) {
            log.check().toCompletableFuture().get(30, TimeUnit.SECONDS);
            long first = publish(publishing);
            long second = publish(publishing);
            assertEquals(first + 1, second);
            try (KafkaStreamLog other = open(broker)) {
                assertJoins(other, second);
            }
        }
    }

    private static void requireEngine() {
        boolean named = System.getenv("DOCKER_HOST") != null;
        assumeTrue(
                named || Files.exists(Path.of("/var/run/docker.sock")),
                "skipped: no engine for containers here");
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "skipped: the engine for containers does not answer");
    }

    private static KafkaContainer started(String image) {
        KafkaContainer broker = new KafkaContainer(DockerImageName.parse(image));
        try {
            broker.start();
        } catch (ContainerFetchException absent) {
            broker.close();
            assumeTrue(false, "skipped: no image " + image + " here: " + absent.getMessage());
        }
        return broker;
    }

    private static KafkaStreamLog open(KafkaContainer broker) {
        return new KafkaStreamLog(
                KafkaSettings.defaults(broker.getBootstrapServers()),
                new Counters(),
                InstantSource.system());
    }

    /** Two groups of pictures; returns their epoch. */
    private static long publish(LogPublishing publishing) throws Exception {
        Publisher publisher =
                publishing
                        .publish(
                                PublishRequest.internal(
                                        PATH, "test", List.of(KafkaRig.VIDEO, KafkaRig.AUDIO)),
                                _ -> {})
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
        for (int number = 0; number < UNITS; number++) {
            publisher.write(KafkaRig.video(number * 40L, number % 25 == 0));
        }
        long epoch = publisher.epoch();
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "done"));
        return epoch;
    }

    private static void assertJoins(KafkaStreamLog log, long epoch) throws Exception {
        KafkaRig.Following past = KafkaRig.follow(log, PATH, new StartPosition.Since(0));
        for (int number = 0; number < 2 * UNITS; number++) {
            past.next();
        }
        past.tail.close();
        KafkaRig.Following live = KafkaRig.follow(log, PATH, StartPosition.live());
        LoggedRecord newest = live.next();
        live.tail.close();
        assertEquals(epoch, newest.record().epoch());
        assertTrue(newest.record().isEntryPoint());
    }
}
