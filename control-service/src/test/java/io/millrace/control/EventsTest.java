package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.stub.ServerCallStreamObserver;
import io.millrace.control.LogEntry.LeaseChange;
import io.millrace.proto.control.Event;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseRecord;
import io.millrace.proto.control.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final Events events = new Events(InstantSource.fixed(Instant.ofEpochMilli(1_000)));

    /** A watcher that takes what it is given while it is told to be ready. */
    private static final class Watcher extends ServerCallStreamObserver<Event> {
        final List<String> seen = new ArrayList<>();
        boolean ready = true;
        Runnable onCancel = () -> {};

        @Override
        public void onNext(Event event) {
            seen.add(
                    (event.getType() + " " + event.getPath() + event.getSession())
                            + (event.getMissed() > 0 ? " " + event.getMissed() : "")
                            + (event.getReason().isEmpty() ? "" : " " + event.getReason()));
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    private Watcher watch(String path) {
        Watcher watcher = new Watcher();
        events.watch(watcher, path);
        return watcher;
    }

    private static LeaseRecord held(long epoch) {
        return LeaseRecord.newBuilder()
                .setHolder(Lease.newBuilder().setPath("cam").setPod("pod1").setEpoch(epoch))
                .build();
    }

    private static LeaseRecord free(String reason) {
        return LeaseRecord.newBuilder().setReason(reason).build();
    }

    private void change(LeaseRecord before, LeaseRecord after) {
        events.changed(new LeaseChange("cam", after), before);
    }

    private void session(String id, String path, boolean opened) {
        Session session = Session.newBuilder().setId(id).setPath(path).build();
        events.changed(new SessionBook.Change(session, opened));
    }

    @Test
    void path_publishedAndEnded_isToldWithTheReason() {
        Watcher watcher = watch("");
        change(free(""), held(1));
        change(held(1), free("was kicked"));
        assertEquals(List.of("PATH_PUBLISHED cam", "PATH_ENDED cam was kicked"), watcher.seen);
    }

    @Test
    void path_takenOver_endsAndBegins() {
        Watcher watcher = watch("");
        change(held(1), held(2));
        assertEquals(List.of("PATH_ENDED cam", "PATH_PUBLISHED cam"), watcher.seen);
    }

    @Test
    void path_sameEpoch_isNoEvent() {
        Watcher watcher = watch("");
        change(held(1), held(1));
        assertEquals(List.of(), watcher.seen);
    }

    @Test
    void session_openedAndClosed_isTold() {
        Watcher watcher = watch("");
        session("1", "cam", true);
        session("1", "cam", false);
        assertEquals(List.of("SESSION_OPENED cam1", "SESSION_CLOSED cam1"), watcher.seen);
    }

    @Test
    void watcher_ofOnePath_isToldOfThatOnly() {
        Watcher watcher = watch("cam");
        session("1", "other", true);
        session("2", "cam", true);
        assertEquals(List.of("SESSION_OPENED cam2"), watcher.seen);
    }

    @Test
    void watcher_thatDoesNotKeepUp_isToldHowManyItMissed() {
        Watcher slow = watch("");
        Watcher quick = watch("");
        slow.ready = false;
        session("1", "cam", true);
        session("2", "cam", true);
        slow.ready = true;
        session("3", "cam", true);
        assertEquals(List.of("MISSED  2", "SESSION_OPENED cam3"), slow.seen);
        assertEquals(3, quick.seen.size());
    }

    @Test
    void watcher_cancelled_isToldNothingMore() {
        Watcher watcher = watch("");
        watcher.onCancel.run();
        session("1", "cam", true);
        assertEquals(List.of(), watcher.seen);
    }
}
