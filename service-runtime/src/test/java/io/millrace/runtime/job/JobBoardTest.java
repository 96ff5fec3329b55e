package io.millrace.runtime.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.PathName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobBoardTest {
    private final LineLeases leases = new LineLeases();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile List<Job<String>> wanted = List.of(job("cam", "one"));
    private final JobBoard first = new JobBoard(List.of(new Pulls("first")), leases, "first");
    private final JobBoard second = new JobBoard(List.of(new Pulls("second")), leases, "second");

    private static Job<String> job(String path, String spec) {
        return new Job<>(JobKind.SOURCE, new PathName(path), "", spec);
    }

    private final class Pulls implements JobRunner<String> {
        private final String pod;

        Pulls(String pod) {
            this.pod = pod;
        }

        @Override
        public JobKind kind() {
            return JobKind.SOURCE;
        }

        @Override
        public List<Job<String>> wanted() {
            return wanted;
        }

        @Override
        public RunningJob start(Job<String> job) {
            events.add("+" + pod + " " + job.path() + " " + job.spec());
            return new RunningJob() {
                @Override
                public JobStatus status() {
                    return new JobStatus(
                            JobKind.SOURCE,
                            job.path(),
                            job.id(),
                            "running",
                            job.spec(),
                            Instant.EPOCH,
                            List.of(),
                            List.of(),
                            Map.of());
                }

                @Override
                public void close() {
                    events.add("-" + pod + " " + job.path() + " " + job.spec());
                }
            };
        }
    }

    private String next() throws InterruptedException {
        String event = events.poll(60, TimeUnit.SECONDS);
        return event == null ? "nothing" : event;
    }

    @Test
    void job_podsWantIt_runsOnOneAndMovesWhenThatLeaves() throws Exception {
        first.refresh();
        assertEquals("+first cam one", next());
        second.refresh();
        first.leave();
        assertEquals("-first cam one", next());
        assertEquals("+second cam one", next());
        first.refresh();
        second.leave();
        assertEquals("-second cam one", next());
        assertTrue(first.statuses().isEmpty());
        assertTrue(events.isEmpty(), "one that left takes no more");
    }

    @Test
    void job_leaseIsRevoked_stopsAndStandsInLineAgain() throws Exception {
        first.refresh();
        assertEquals("+first cam one", next());
        leases.revokeHolders();
        assertEquals("-first cam one", next());
        assertEquals("+first cam one", next());
    }

    @Test
    void job_isHandedOver_runsThereAndThisPodStandsBy() throws Exception {
        first.refresh();
        assertEquals("+first cam one", next());
        second.refresh();
        awaitSeekers(2);
        PathName lease = JobNames.leaseOf(wanted.getFirst());
        second.handOver(lease, "first");
        first.handOver(lease, "second");
        assertEquals("-first cam one", next());
        assertEquals("+second cam one", next());
        assertEquals(List.of(lease + " to 'second'"), leases.released());
        awaitSeekers(2);
        second.leave();
        assertEquals("-second cam one", next());
        assertEquals("+first cam one", next());
    }

    private void awaitSeekers(int count) throws InterruptedException {
        for (int look = 0; look < 6_000 && leases.seekers() != count; look++) {
            Thread.sleep(10);
        }
        assertEquals(count, leases.seekers());
    }

    @Test
    void job_specChanges_isStartedAnewUnderTheSameLease() throws Exception {
        first.refresh();
        assertEquals("+first cam one", next());
        wanted = List.of(job("cam", "two"));
        first.refresh();
        assertEquals("-first cam one", next());
        assertEquals("+first cam two", next());
        wanted = List.of();
        first.refresh();
        assertEquals("-first cam two", next());
    }

    @Test
    void turns_manyJobs_eachPodIsFirstOfSome() {
        long firsts =
                IntStream.range(0, 1_000)
                        .mapToObj(number -> job("cam" + number, ""))
                        .filter(each ->
                                JobSlot.turnMillis("pod-1", each, 150)
                                        < JobSlot.turnMillis("pod-2", each, 150))
                        .count();
        assertTrue(firsts > 350 && firsts < 650, "pod-1 is first of " + firsts);
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }
}
