package io.millrace.control;

import io.grpc.stub.ServerCallStreamObserver;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.proto.control.Event;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.proto.control.Session;
import io.millrace.runtime.job.JobNames;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What happens, told to all who watch. Thread-safe, never blocks: slow watchers miss events. */
final class Events {
    private final InstantSource clock;
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private final EventRing newest;
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

    Events(InstantSource clock) {
        this.clock = clock;
        this.newest = new EventRing(clock.millis());
    }

    /** Those that were, for who asks instead of watching. */
    EventRing newest() {
        return newest;
    }

    private static final class Watcher {
        private final ServerCallStreamObserver<Event> stream;
        private final String path;
        private int missed;

        Watcher(ServerCallStreamObserver<Event> stream, String path) {
            this.stream = stream;
            this.path = path;
        }

        synchronized void tell(Event event) {
            if (!path.isEmpty() && !path.equals(event.getPath())) {
                return;
            }
            if (!stream.isReady()) {
                missed++;
                return;
            }
            if (missed > 0) {
                stream.onNext(
                        Event.newBuilder()
                                .setType(Event.Type.MISSED)
                                .setAtMillis(event.getAtMillis())
                                .setMissed(missed)
                                .build());
                missed = 0;
            }
            stream.onNext(event);
        }
    }

    /** Takes a stream over until it is cancelled. */
    void watch(ServerCallStreamObserver<Event> stream, String path) {
        Watcher watcher = new Watcher(stream, path);
        stream.setOnCancelHandler(() -> watchers.remove(watcher));
        watchers.add(watcher);
    }

    /** Has {@code listener} told from now on; it must not block. */
    void listen(Consumer<Event> listener) {
        listeners.add(listener);
    }

    /** A path's record was replaced. */
    void changed(LeaseChange change, LeaseRecord before) {
        LeaseRecord after = change.record();
        boolean same =
                before.hasHolder()
                        && after.hasHolder()
                        && before.getHolder().getEpoch() == after.getHolder().getEpoch();
        if (same || JobNames.isJob(change.path())) {
            return;
        }
        if (before.hasHolder()) {
            tell(path(Event.Type.PATH_ENDED, before.getHolder()).setReason(after.getReason()));
        }
        if (after.hasHolder()) {
            tell(path(Event.Type.PATH_PUBLISHED, after.getHolder()));
        }
    }

    private static Event.Builder path(Event.Type type, Lease lease) {
        return Event.newBuilder()
                .setType(type)
                .setPath(lease.getPath())
                .setPod(lease.getPod())
                .setPeer(lease.getPublisher())
                .setEpoch(lease.getEpoch());
    }

    /** A session opened or closed. */
    void changed(SessionBook.Change change) {
        Session session = change.session();
        tell(
                Event.newBuilder()
                        .setType(
                                change.opened()
                                        ? Event.Type.SESSION_OPENED
                                        : Event.Type.SESSION_CLOSED)
                        .setPath(session.getPath())
                        .setPod(session.getPod())
                        .setPeer(session.getProtocol() + " " + session.getPeer())
                        .setSession(session.getId()));
    }

    private void tell(Event.Builder event) {
        Event complete = event.setAtMillis(clock.millis()).build();
        newest.add(complete);
        watchers.forEach(watcher -> watcher.tell(complete));
        listeners.forEach(listener -> listener.accept(complete));
    }
}
