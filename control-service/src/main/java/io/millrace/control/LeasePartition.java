package io.millrace.control;

import io.millrace.control.LogEntry.ForgetTakeover;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.control.LogEntry.Member;
import io.millrace.control.LogEntry.Takeover;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the leases as one replica sees it: follows the log, and decides while it owns
 * the partition.
 *
 * <pre>
 * FOLLOWER  -assigned→                          TAKING_OVER, a takeover of the next term is written
 * TAKING    -own takeover read back, newest→    OWNER
 * TAKING    -own takeover read back, not newest→ FOLLOWER, tries again at the next tick
 * OWNER     -takeover of another read→          FOLLOWER, tries again if still assigned
 * any       -a write failed→                    FOLLOWER, tries again if still assigned
 * any       -unassigned→                        FOLLOWER
 * </pre>
 *
 * Records count in the order of the log. A record of an older term than the newest takeover before
 * it is void for every replica alike: a replica that does not know yet that it was replaced can
 * write, but nobody heeds it, itself included, for it answers only what it has read back. A write
 * whose fate is unknown costs the ownership: the takeover after it settles whether it counts.
 *
 * <p>A void record could hide the valid one of its path when the topic is compacted. Its epoch is
 * never granted again, and the owner writes the valid state anew.
 *
 * <p>No threads, no clock of its own, no I/O: calls come one at a time.
 */
final class LeasePartition {
    private static final int WAITING_COMMANDS = 10_000;
    private static final int KEPT_TAKEOVERS = 16;

    private final int number;
    private final Member self;
    private final InstantSource clock;
    private final Output output;
    private final LeaseState state = new LeaseState();
    private final Set<String> hidden = new LinkedHashSet<>();
    private final Deque<Command> waiting = new ArrayDeque<>();
    private Role role = new Role.Follower();
    private boolean assigned;
    private long term;
    private long attempts;
    private Optional<Member> owner = Optional.empty();
    private @Nullable InFlight inFlight;

    /** What the partition does to its surroundings. */
    interface Output {
        /** Starts a write; if it fails, or may have failed, {@link #writeFailed} tells so. */
        void append(int partition, List<LogEntry> entries, long attempt);

        /** A path's record was replaced. */
        void changed(LeaseChange change, LeaseRecord before);

        /** Another owner, or another address. */
        void ownerChanged();

        /** A record or takeover of an old term was read. */
        void voided();
    }

    private sealed interface Role {
        record Follower() implements Role {}

        record TakingOver(long term) implements Role {}

        record Owner() implements Role {}
    }

    private record Command(LeaseCommand command, CompletableFuture<LeaseDecision> answer) {}

    /** The one decision that is being written. */
    private static final class InFlight {
        private final Command command;
        private final LeaseDecision decision;
        private int unread;

        InFlight(Command command, LeaseDecision decision) {
            this.command = command;
            this.decision = decision;
            this.unread = decision.changes().size();
        }
    }

    LeasePartition(int number, Member self, InstantSource clock, Output output) {
        this.number = number;
        this.self = self;
        this.clock = clock;
        this.output = output;
    }

    boolean isOwner() {
        return role instanceof Role.Owner;
    }

    /** Who owns it by the log, alive or not. */
    Optional<Member> owner() {
        return owner;
    }

    List<Lease> leases() {
        return state.leases();
    }

    List<Lease> standbys() {
        return state.standbys();
    }

    Optional<Lease> holder(String path) {
        return state.holder(path);
    }

    /** The partition is this replica's. */
    void assign() {
        assigned = true;
        if (role instanceof Role.Follower) {
            takeOver();
        }
    }

    /** The partition is another's, or nobody's. */
    void unassign() {
        assigned = false;
        stepDown("it was given to another replica");
    }

    /** From time to time: tries to own what it should own. */
    void tick() {
        if (assigned && role instanceof Role.Follower) {
            takeOver();
        }
    }

    private void takeOver() {
        long next = term + 1;
        role = new Role.TakingOver(next);
        List<LogEntry> entries = new ArrayList<>();
        entries.add(new Takeover(next, self));
        if (next > KEPT_TAKEOVERS) {
            entries.add(new ForgetTakeover(next - KEPT_TAKEOVERS));
        }
        output.append(number, entries, ++attempts);
    }

    private void stepDown(String reason) {
        role = new Role.Follower();
        @Nullable InFlight lost = inFlight;
        inFlight = null;
        if (lost != null) {
            fail(lost.command, reason);
        }
        while (!waiting.isEmpty()) {
            fail(waiting.remove(), reason);
        }
    }

    private void fail(Command command, String reason) {
        command.answer.completeExceptionally(notOwner(reason));
    }

    private NotOwnerException notOwner(String reason) {
        return new NotOwnerException(
                "%s does not own partition %d: %s".formatted(self.id(), number, reason), owner);
    }

    /** A write of ours did not come to a good end: it may stand in the log, or come to it later. */
    void writeFailed(long attempt, String reason) {
        if (attempt == attempts && !(role instanceof Role.Follower)) {
            stepDown(reason);
        }
    }

    /** Decides, or has it wait; the answer fails with {@link NotOwnerException} elsewhere. */
    void submit(LeaseCommand command, CompletableFuture<LeaseDecision> answer) {
        Command asked = new Command(command, answer);
        if (role instanceof Role.Follower) {
            fail(asked, owner.map(member -> "it is " + member.id() + "'s").orElse("nobody does"));
        } else if (waiting.size() >= WAITING_COMMANDS) {
            fail(asked, "control has too much to do");
        } else {
            waiting.add(asked);
            decideNext();
        }
    }

    private void decideNext() {
        while (role instanceof Role.Owner && inFlight == null && !waiting.isEmpty()) {
            Command next = waiting.remove();
            if (!next.answer.isDone()) {
                LeaseDecision decision = state.decide(next.command, clock.millis());
                if (decision.changes().isEmpty()) {
                    next.answer.complete(decision);
                } else {
                    inFlight = new InFlight(next, decision);
                    output.append(number, stamped(decision), ++attempts);
                }
            }
        }
    }

    private List<LogEntry> stamped(LeaseDecision decision) {
        List<LogEntry> entries = new ArrayList<>();
        for (LeaseChange change : decision.changes()) {
            LeaseRecord record = change.record().toBuilder().setTerm(term).build();
            entries.add(new LeaseChange(change.path(), record));
        }
        return entries;
    }

    /** The next record of the log. */
    void read(LogEntry entry) {
        switch (entry) {
            case Takeover takeover -> readTakeover(takeover);
            case LeaseChange change -> readChange(change);
            case ForgetTakeover _ -> {
                // for the broker only
            }
        }
    }

    private void readTakeover(Takeover takeover) {
        boolean ours = takeover.replica().equals(self);
        boolean awaited =
                ours && role instanceof Role.TakingOver(long asked) && asked == takeover.term();
        if (takeover.term() <= term) {
            output.voided();
            if (awaited) {
                stepDown("another replica was faster");
            }
            return;
        }
        term = takeover.term();
        owner = Optional.of(takeover.replica());
        if (awaited) {
            role = new Role.Owner();
            hidden.forEach(path -> waiting.add(unasked(new LeaseCommand.Rewrite(path))));
            output.ownerChanged();
            decideNext();
        } else {
            if (role instanceof Role.Owner) {
                stepDown("another replica took over");
            }
            output.ownerChanged();
        }
    }

    private static Command unasked(LeaseCommand command) {
        return new Command(command, new CompletableFuture<>());
    }

    private void readChange(LeaseChange change) {
        String path = change.path();
        if (change.record().getTerm() < term) {
            output.voided();
            state.burn(path, change.record().getEpoch());
            hidden.add(path);
            if (role instanceof Role.Owner) {
                waiting.add(unasked(new LeaseCommand.Rewrite(path)));
                decideNext();
            }
            return;
        }
        term = change.record().getTerm();
        hidden.remove(path);
        LeaseRecord before = state.replay(change);
        output.changed(change, before);
        if (inFlight != null && role instanceof Role.Owner) {
            readBack(inFlight);
        }
    }

    /** While we own the partition, every valid record is one of the decision in flight. */
    private void readBack(InFlight written) {
        written.unread--;
        if (written.unread == 0) {
            inFlight = null;
            written.command.answer.complete(written.decision);
            decideNext();
        }
    }
}
