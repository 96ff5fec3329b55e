package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.control.LeaseDecision.Answer;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.control.LogEntry.Member;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.runtime.config.PublishPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Replicas, their group, Kafka and clients, driven by a seed: replicas are killed, paused, cut off
 * and replaced while they believe they own the partition; writes are late, lost, or land after they
 * were given up.
 */
final class LeaseSimulation {
    private static final int REPLICAS = 3;
    private static final int PATHS = 6;

    private final Random random;
    private final ReferenceLog log = new ReferenceLog();
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final Map<String, String> epochs = new HashMap<>();
    private long nowMillis;
    private int processes;
    int kills;
    int takeovers;
    int voids;
    int granted;

    LeaseSimulation(long seed) {
        random = new Random(seed);
        for (int number = 0; number < REPLICAS; number++) {
            replicas.add(new SimulatedReplica(number, List.of()));
        }
    }

    /** A client's wish, asked again until it is answered. */
    private final class Request {
        private final String path;
        private final String id;
        private final String pod;
        private Optional<CompletableFuture<LeaseDecision>> asked = Optional.empty();
        private Optional<Answer> answer = Optional.empty();
        private boolean releasing;
        private boolean released;

        Request(int number) {
            this.path = "path" + random.nextInt(PATHS);
            this.id = "request" + number;
            this.pod = "pod" + random.nextInt(4);
        }

        void ask(SimulatedReplica replica) {
            CompletableFuture<LeaseDecision> attempt = new CompletableFuture<>();
            asked = Optional.of(attempt);
            LeaseCommand command =
                    releasing
                            ? new LeaseCommand.Release(path, 0, id)
                            : new LeaseCommand.Acquire(path, pod, id, id, policy(path));
            var _ =
                    attempt.whenComplete((decision, failure) -> {
                        asked = Optional.empty();
                        if (failure == null) {
                            answered(decision.answer());
                        }
                    });
            replica.partition.submit(command, attempt);
        }

        private void answered(Answer given) {
            if (releasing) {
                released = true;
                assertFalse(holds(), () -> id + " was released, yet holds " + path);
                return;
            }
            answer = Optional.of(given);
            if (given instanceof Answer.Granted(Lease lease)) {
                granted++;
                String before = epochs.put(path + "@" + lease.getEpoch(), id);
                assertTrue(before == null || before.equals(id), "granted twice: " + lease);
                assertTrue(
                        log.valid.stream().anyMatch(change -> isOf(change, lease)),
                        "answered before it stood in the log: " + lease);
            }
        }

        private boolean isOf(LeaseChange change, Lease lease) {
            LeaseRecord record = change.record();
            return record.hasHolder() && record.getHolder().equals(lease);
        }

        private boolean holds() {
            LeaseRecord record = log.newest.get(path);
            return record != null && record.getHolder().getRequestId().equals(id);
        }

        boolean isOpen() {
            return asked.isEmpty() && (answer.isEmpty() || (releasing && !released));
        }
    }

    static PublishPolicy policy(String path) {
        return switch (path) {
            case "path0", "path1" -> PublishPolicy.OVERRIDE;
            case "path2", "path3" -> PublishPolicy.REFUSE;
            default -> PublishPolicy.STANDBY;
        };
    }

    /** A write on its way. */
    private record Write(List<LogEntry> entries, long attempt, boolean lands, boolean fails) {}

    private final class SimulatedReplica implements LeasePartition.Output {
        private final LeasePartition partition;
        private final List<Write> writes = new ArrayList<>();
        private int position;
        private boolean paused;

        /**
         * @param past what it reads in place of the log up to now
         */
        SimulatedReplica(int number, List<LogEntry> past) {
            this.position = log.entries.size();
            Member self = new Member("replica" + number, "host" + number + ":1", ++processes);
            this.partition =
                    new LeasePartition(0, self, () -> Instant.ofEpochMilli(nowMillis), this);
            past.forEach(partition::read);
        }

        void read() {
            if (position < log.entries.size()) {
                partition.read(log.entries.get(position++));
            }
        }

        /** One write comes to its end, or to one of its ends. */
        void write() {
            if (writes.isEmpty()) {
                return;
            }
            Write write = writes.removeFirst();
            if (write.fails && !write.lands) {
                partition.writeFailed(write.attempt, "lost");
            } else if (write.fails && random.nextBoolean()) {
                partition.writeFailed(write.attempt, "given up");
                late.add(write);
            } else {
                write.entries.forEach(log::append);
                if (write.fails) {
                    partition.writeFailed(write.attempt, "not told");
                }
            }
        }

        @Override
        public void append(int number, List<LogEntry> entries, long attempt) {
            boolean fails = random.nextInt(8) == 0;
            writes.add(new Write(entries, attempt, !fails || random.nextBoolean(), fails));
        }

        @Override
        public void changed(LeaseChange change, LeaseRecord before) {
            LeaseRecord after = change.record();
            assertTrue(after.getEpoch() >= before.getEpoch(), "an epoch goes back: " + change);
        }

        @Override
        public void ownerChanged() {
            takeovers++;
        }

        @Override
        public void voided() {
            voids++;
        }
    }

    private final List<Write> late = new ArrayList<>();

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            nowMillis++;
            SimulatedReplica replica = replicas.get(random.nextInt(REPLICAS));
            switch (random.nextInt(100)) {
                case 0 -> kill(random.nextInt(REPLICAS));
                case 1, 2 -> replica.paused = true;
                case 3, 4, 5 -> replicas.forEach(each -> each.paused &= random.nextBoolean());
                case 6, 7 -> replica.partition.assign();
                case 8 -> replica.partition.unassign();
                case 9, 10 -> landLate();
                case 11 -> endPod(replica);
                default -> act(replica);
            }
        }
        heal();
        check();
    }

    /** What happens all the time. A paused replica does nothing, but its writes may land. */
    private void act(SimulatedReplica replica) {
        switch (random.nextInt(8)) {
            case 0 -> requests.add(new Request(requests.size()));
            case 1 -> request(replica);
            case 2 -> tick(replica);
            case 3, 4 -> replica.write();
            default -> {
                if (!replica.paused) {
                    replica.read();
                }
            }
        }
    }

    private static void tick(SimulatedReplica replica) {
        if (!replica.paused) {
            replica.partition.tick();
        }
    }

    private void request(SimulatedReplica replica) {
        if (requests.isEmpty() || replica.paused) {
            return;
        }
        Request request = requests.get(random.nextInt(requests.size()));
        if (request.asked.isPresent() && random.nextInt(4) == 0) {
            request.asked.get().cancel(false);
        }
        if (request.asked.isEmpty() && request.answer.isPresent()) {
            request.releasing |= random.nextInt(3) == 0;
        }
        if (request.isOpen()) {
            request.ask(replica);
        }
    }

    private void endPod(SimulatedReplica replica) {
        if (!replica.paused && replica.partition.isOwner()) {
            replica.partition.submit(
                    new LeaseCommand.EndPod("pod" + random.nextInt(4), "lost"),
                    new CompletableFuture<>());
        }
    }

    private void landLate() {
        if (!late.isEmpty()) {
            late.remove(random.nextInt(late.size())).entries.forEach(log::append);
        }
    }

    /** Its writes on the way may land yet; a new process reads the compacted log. */
    private void kill(int number) {
        kills++;
        SimulatedReplica dead = replicas.get(number);
        dead.writes.stream().filter(Write::lands).forEach(late::add);
        dead.partition.unassign();
        replicas.set(number, new SimulatedReplica(number, log.compacted(20)));
    }

    /** Everything works again: one owner, and every request is asked until it is answered. */
    private void heal() {
        late.forEach(write -> write.entries.forEach(log::append));
        late.clear();
        SimulatedReplica owner = replicas.getFirst();
        for (SimulatedReplica replica : replicas) {
            replica.paused = false;
            if (replica == owner) {
                replica.partition.assign();
            } else {
                replica.partition.unassign();
            }
        }
        for (int round = 0; round < 100_000 && !isQuiet(owner); round++) {
            owner.partition.tick();
            requests.stream().filter(Request::isOpen).forEach(request -> request.ask(owner));
            replicas.forEach(SimulatedReplica::write);
            late.forEach(write -> write.entries.forEach(log::append));
            late.clear();
            replicas.forEach(SimulatedReplica::read);
        }
        assertTrue(isQuiet(owner), "some request is never answered");
    }

    private boolean isQuiet(SimulatedReplica owner) {
        return owner.partition.isOwner()
                && requests.stream()
                        .noneMatch(request -> request.isOpen() || request.asked.isPresent())
                && replicas.stream()
                        .allMatch(each ->
                                each.writes.isEmpty() && each.position == log.entries.size());
    }

    private void check() {
        checkTransitions();
        List<Lease> held =
                log.newest.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .filter(entry -> entry.getValue().hasHolder())
                        .map(entry -> entry.getValue().getHolder())
                        .toList();
        for (SimulatedReplica replica : replicas) {
            assertEquals(held, replica.partition.leases(), "replicas differ");
        }
        for (Request request : requests) {
            if (request.released) {
                assertFalse(request.holds(), () -> request.id + " was released, yet holds");
            }
        }
    }

    /** Who holds a path changes only as its policy says, and always with a newer epoch. */
    private void checkTransitions() {
        Map<String, LeaseRecord> before = new HashMap<>();
        for (LeaseChange change : log.valid) {
            LeaseRecord old = before.getOrDefault(change.path(), LeaseRecord.getDefaultInstance());
            LeaseRecord now = change.record();
            String oldHolder = old.getHolder().getRequestId();
            String newHolder = now.getHolder().getRequestId();
            if (now.hasHolder() && !newHolder.equals(oldHolder)) {
                assertTrue(now.getHolder().getEpoch() > old.getEpoch(), "old epoch: " + change);
                boolean promoted =
                        old.getStandbysList().stream()
                                .anyMatch(each -> each.getRequestId().equals(newHolder));
                boolean allowed =
                        !old.hasHolder()
                                || promoted
                                || policy(change.path()) == PublishPolicy.OVERRIDE;
                assertTrue(allowed, "two hold " + change.path());
            }
            before.put(change.path(), now);
        }
    }
}
