package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.systemtests.Cluster.Kind;
import io.millrace.systemtests.Failover.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills one of each kind under load. Prints what players noticed; asserts what must hold on a slow
 * machine too: nothing that Kafka acknowledged is lost, nobody is cut off who need not be, all goes
 * on. Fourteen processes are more than two cores do beside a build, so it runs when it is asked
 * for: {@code -Dmillrace.failover=true}. More: {@code -Dmillrace.failover.all=true}, which is 20
 * publishers and 200 readers, and brokers and controls in the restart; {@code
 * -Dmillrace.failover.publishers} and {@code -Dmillrace.failover.readers} give other numbers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIfSystemProperty(
        named = "millrace.failover",
        matches = "true",
        disabledReason = "fourteen processes: only with -Dmillrace.failover=true")
class FailoverIT {
    /** Brokers and controls too, and four times the publishers, ten times the readers. */
    private static final boolean ALL = Boolean.getBoolean("millrace.failover.all");

    private static final int PUBLISHERS =
            Integer.getInteger("millrace.failover.publishers", ALL ? 20 : 5);
    private static final int READERS =
            Integer.getInteger("millrace.failover.readers", ALL ? 200 : 20);

    private static final String HEAVY = "heavy/camera";

    /** A MiB a second: the buffer is full after a second. */
    private static final int HEAVY_PICTURE_BYTES = 42_000;

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "MILLRACE_KAFKA_PUBLISH_BUFFER", "1MiB",
                    "MILLRACE_SERVER_DRAIN_DELAY", "1s",
                    "MILLRACE_SERVER_DRAIN_TIME", "1s");
    private static final long MOST_GROWTH_BYTES = 64 << 20;

    private Cluster cluster;
    private Failover load;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        long begin = System.nanoTime();
        cluster = Cluster.start(data, SETTINGS);
        say("cluster is ready after %d ms".formatted(Failover.millisSince(begin)));
        load = new Failover(cluster, PUBLISHERS, READERS);
        say("load runs after %d ms".formatted(Failover.millisSince(begin)));
    }

    @AfterAll
    void stop() throws Exception {
        load.close();
        cluster.close();
    }

    private Outcome during(String name, Failover.Step step) throws Exception {
        try {
            return load.during(name, step);
        } catch (AssertionError | Exception failed) {
            System.out.println(cluster.output());
            throw failed;
        }
    }

    @Order(0)
    @Test
    void nothing_happens_nobodyNotices() throws Exception {
        Outcome outcome = during("nothing", () -> Thread.sleep(2_000));
        assertEquals(0, outcome.readersCut());
        assertEquals(0, outcome.publishersCut());
    }

    @Order(1)
    @Test
    void control_ownerKilled_nobodyNotices() throws Exception {
        Outcome outcome =
                during(
                        "control killed",
                        () -> {
                            cluster.pods(Kind.CONTROL).getFirst().process().kill();
                            Thread.sleep(8_000);
                        });
        assertEquals(0, outcome.readersCut());
        assertEquals(0, outcome.publishersCut());
        assertEquals(List.of(), outcome.hlsFailures());
        cluster.pods(Kind.CONTROL).getFirst().start().awaitReady();
    }

    @Order(2)
    @Test
    void packager_killed_noRequestFailsTwice() throws Exception {
        Outcome outcome =
                during(
                        "packager killed",
                        () -> {
                            cluster.pods(Kind.PACKAGER).getFirst().process().kill();
                            Thread.sleep(3_000);
                        });
        assertEquals(0, outcome.readersCut());
        assertEquals(List.of(), outcome.hlsFailures());
        cluster.pods(Kind.PACKAGER).getFirst().start().awaitReady();
    }

    @Order(3)
    @Test
    void play_killed_itsReadersComeBackByTheOther() throws Exception {
        Outcome outcome =
                during("play killed", () -> cluster.pods(Kind.PLAY).getFirst().process().kill());
        assertTrue(outcome.readersCut() > 0);
        assertEquals(0, outcome.publishersCut());
        cluster.pods(Kind.PLAY).getFirst().start().awaitReady();
        checkLog();
    }

    @Order(4)
    @Test
    void ingest_killed_readersStay() throws Exception {
        Outcome outcome =
                during(
                        "ingest killed",
                        () -> {
                            cluster.pods(Kind.INGEST).getFirst().process().kill();
                            Thread.sleep(1_000);
                        });
        assertEquals(0, outcome.readersCut());
        assertTrue(outcome.publishersCut() > 0);
        cluster.pods(Kind.INGEST).getFirst().start().awaitReady();
        checkLog();
    }

    @Order(5)
    @Test
    void broker_killed_nothingIsLost() throws Exception {
        Outcome outcome =
                during(
                        "broker killed",
                        () -> {
                            cluster.brokerProcess(0).kill();
                            Thread.sleep(6_000);
                        });
        assertEquals(0, outcome.readersCut());
        assertEquals(0, outcome.publishersCut());
        cluster.restartBroker(0);
        checkLog();
    }

    @Order(6)
    @Test
    void log_outOfReachForFiveSeconds_memoryIsBoundedAndAllGoesOn() throws Exception {
        Cluster.Pod pod = cluster.pods(Kind.INGEST).getFirst();
        try (SteadyPublisher heavy =
                        new SteadyPublisher(
                                "heavy",
                                source ->
                                        NumberedPublisher.heavy(
                                                pod.ports().rtsp(),
                                                HEAVY,
                                                source,
                                                HEAVY_PICTURE_BYTES));
                SteadyReader reader =
                        new SteadyReader(
                                HEAVY,
                                () -> PictureFeed.rtsp(cluster.doors().rtspOut().port(), HEAVY))) {
            reader.await(25);
            long before = pod.residentBytes();
            Outcome outcome =
                    during(
                            "log out of reach",
                            () -> {
                                cluster.holdLog();
                                Thread.sleep(5_000);
                                cluster.releaseLog();
                            });
            reader.await(reader.pictures() + 50);
            assertEquals(1, heavy.publications().size(), "the publisher stays");
            assertEquals(1, reader.visits(), () -> "the reader stays: " + reader.ends());
            assertEquals(0, outcome.readersCut());
            assertEquals(0, outcome.publishersCut());
            checkHeavy(pod.residentBytes() - before, reader);
            String metrics =
                    Answer.get("http://127.0.0.1:" + pod.ports().metrics() + "/metrics").body();
            assertTrue(
                    metrics.contains("millrace_publish_gaps_total{path=\"" + HEAVY + "\"}"),
                    metrics);
        }
        checkLog();
    }

    @Order(7)
    @Test
    void everything_restarted_nobodyComesBackTwice() throws Exception {
        Outcome outcome =
                during(
                        "rolling restart",
                        () -> {
                            if (ALL) {
                                cluster.restartBrokers();
                                cluster.restartInPlace(Kind.CONTROL);
                            }
                            cluster.replace(Kind.INGEST);
                            cluster.replace(Kind.PLAY);
                            cluster.replace(Kind.PACKAGER);
                        });
        assertEquals(1, outcome.mostCuts());
        assertEquals(PUBLISHERS, outcome.publishersCut());
        assertEquals(List.of(), outcome.hlsFailures());
        checkLog();
    }

    private void checkHeavy(long grownBytes, SteadyReader reader) throws Exception {
        List<NumberedPictures.Label> read = reader.labels().getFirst();
        try (LoggedPictures log = new LoggedPictures(cluster.bootstrap())) {
            LoggedPictures.Content content = log.read(HEAVY);
            int lost = Failover.missing(content.pictures());
            say(
                    "log out of reach: ingest grew by %d MiB, %d pictures dropped, %d gaps marked, heavy gap %d ms"
                            .formatted(
                                    grownBytes >> 20, lost, content.gaps(), reader.gapMillis(0)));
            assertTrue(lost > 0, "more than the buffer was sent");
            assertTrue(content.gaps() > 0, "and the gap is marked");
            assertTrue(grownBytes < MOST_GROWTH_BYTES, grownBytes + " bytes more");
            Failover.checkRun(HEAVY, content.pictures(), read);
        }
    }

    private void checkLog() throws Exception {
        try {
            assertEquals(0, load.checkAgainstTheLog());
        } catch (AssertionError failed) {
            System.out.println(cluster.output());
            throw failed;
        }
    }

    private static void say(String text) {
        System.out.println("FailoverIT: " + text);
    }
}
