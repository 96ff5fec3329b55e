package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.Vp8Format;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.config.SourceAddress;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobKind;
import io.millrace.runtime.job.JobStatus;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One path with three sources, which the test brings to life, silences and ends. */
@Timeout(60)
class SourceJobTest {
    private static final PathName PATH = new PathName("cam");
    private static final List<Track> TRACKS = List.of(new Track(0, new Vp8Format(320, 240)));
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Camera> cameras = new ConcurrentHashMap<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Counters counters = new Counters();

    /** What comes from one address: an entry point every few milliseconds while it is well. */
    private final class Camera {
        private final String name;
        private volatile boolean well = true;
        private volatile boolean silent;
        private volatile Optional<Feed> feed = Optional.empty();

        Camera(String name) {
            this.name = name;
            var _ = thread.scheduleWithFixedDelay(this::send, 5, 5, TimeUnit.MILLISECONDS);
        }

        Puller.Pull pull(Feed begun) {
            if (!well) {
                begun.fail(name + " is broken");
                return Puller.Pull.NONE;
            }
            begun.describe(TRACKS);
            feed = Optional.of(begun);
            return () -> feed = Optional.empty();
        }

        private void send() {
            if (!silent) {
                feed.ifPresent(its -> its.write(new Unit(0, 1, 1, 0, true, new byte[] {1})));
            }
        }

        void fail() {
            well = false;
            feed.ifPresent(its -> its.fail(name + " is broken"));
        }
    }

    @BeforeEach
    void begin() {
        List.of("a", "b", "c").forEach(name -> cameras.put(name, new Camera(name)));
    }

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    private Camera camera(String name) {
        return Optional.ofNullable(cameras.get(name)).orElseThrow();
    }

    private SourceJob start(Duration silence, Duration returnAfter) {
        PathSettings.Source source =
                new PathSettings.Source(
                        List.of("a", "b", "c").stream()
                                .map(name -> new SourceAddress("rtsp://" + name + "/"))
                                .toList(),
                        new PathSettings.OnDemand(false, LONG),
                        LONG,
                        SHORT,
                        silence,
                        returnAfter,
                        PathSettings.Transport.AUTO,
                        Optional.empty());
        SourceSpec spec =
                new SourceSpec(
                        source,
                        SourceSpec.of(MillraceConfig.defaults().settingsOf(PATH)).transport());
        Surroundings surroundings =
                new Surroundings(
                        (request, _) ->
                                CompletableFuture.completedFuture(
                                        new Path(request.client().userAgent())),
                        Map.of(
                                "rtsp",
                                (request, feed) ->
                                        camera(request.address().text().substring(7, 8))
                                                .pull(feed)),
                        counters,
                        InstantSource.system(),
                        thread);
        SourceJob job = new SourceJob(new Job<>(JobKind.SOURCE, PATH, "", spec), surroundings);
        job.start();
        return job;
    }

    /** A publication of the path. */
    private final class Path implements Publisher {
        private final String title;

        Path(String title) {
            this.title = title;
            events.add("+" + title);
        }

        @Override
        public PathName path() {
            return PATH;
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public void describe(List<Track> tracks) {
            assertEquals(TRACKS, tracks);
        }

        @Override
        public void write(Unit unit) {
            assertTrue(unit.randomAccess());
        }

        @Override
        public void close(EndReason reason) {
            events.add("-" + title);
        }
    }

    private void expect(String... expected) throws InterruptedException {
        for (String each : expected) {
            assertEquals(each, events.poll(30, TimeUnit.SECONDS));
        }
    }

    /** Waits until it is seen that this one's units are the path's. */
    private static void awaitRunning(SourceJob job, String name) throws InterruptedException {
        JobStatus status = job.status();
        while (!status.state().equals("running")
                || !status.target().equals("rtsp://" + name + "/")) {
            Thread.sleep(5);
            status = job.status();
        }
    }

    private static void awaitChanges(SourceJob job, String... reasons) throws InterruptedException {
        while (job.status().changes().size() < reasons.length) {
            Thread.sleep(5);
        }
        List<String> texts = job.status().changes().stream().map(JobStatus.Note::text).toList();
        assertEquals(List.of(reasons), texts);
    }

    @Test
    void source_fails_theNextGoesOnAndTheFirstComesBackWhenItIsWell() throws Exception {
        SourceJob job = start(LONG, SHORT);
        expect("+rtsp://a/");
        awaitRunning(job, "a");
        camera("a").fail();
        expect("-rtsp://a/", "+rtsp://b/");
        camera("a").well = true;
        expect("+rtsp://a/", "-rtsp://b/");
        awaitChanges(
                job,
                "from rtsp://a/ to rtsp://b/: a is broken",
                "from rtsp://b/ to rtsp://a/: it is well again for 0.3 s");
        assertEquals("rtsp://a/: a is broken", job.status().errors().getFirst().text());
        job.close();
        expect("-rtsp://a/");
    }

    @Test
    void source_isSilent_theNextGoesOn() throws Exception {
        SourceJob job = start(SHORT, LONG);
        expect("+rtsp://a/");
        awaitRunning(job, "a");
        camera("a").silent = true;
        expect("-rtsp://a/", "+rtsp://b/");
        awaitChanges(job, "from rtsp://a/ to rtsp://b/: is silent for 0.3 s");
    }

    @Test
    void source_severalFail_theFirstThatWorksIsTaken() throws Exception {
        camera("a").well = false;
        camera("b").well = false;
        SourceJob job = start(LONG, LONG);
        expect("+rtsp://c/");
        awaitRunning(job, "c");
        camera("c").fail();
        expect("-rtsp://c/");
        camera("b").well = true;
        expect("+rtsp://b/");
        job.close();
        expect("-rtsp://b/");
    }

    @Test
    void operator_switches_andThatHolds() throws Exception {
        SourceJob job = start(LONG, SHORT);
        expect("+rtsp://a/");
        awaitRunning(job, "a");
        job.command("switch", "3");
        expect("+rtsp://c/", "-rtsp://a/");
        awaitChanges(job, "from rtsp://a/ to rtsp://c/: an operator wants it");
        job.command("switch", "");
        expect("+rtsp://a/", "-rtsp://c/");
        job.command("switch", "2");
        expect("+rtsp://b/", "-rtsp://a/");
        job.command("switch", "auto");
        expect("+rtsp://a/", "-rtsp://b/");
        for (String argument : List.of("4", "0", "x")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> job.command("switch", argument),
                    argument);
        }
        assertThrows(IllegalArgumentException.class, () -> job.command("retry", ""));
    }

    @Test
    void switches_many_theLastTwentyAreKept() throws Exception {
        SourceJob job = start(LONG, LONG);
        expect("+rtsp://a/");
        awaitRunning(job, "a");
        String before = "a";
        for (int number = 1; number <= 22; number++) {
            String next = List.of("a", "b", "c").get(number % 3);
            job.command("switch", "");
            expect("+rtsp://" + next + "/", "-rtsp://" + before + "/");
            before = next;
        }
        assertEquals(20, job.status().changes().size());
        assertEquals(2, job.status().numbers().get("source"));
    }
}
