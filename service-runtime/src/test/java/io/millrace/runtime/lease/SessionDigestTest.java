package io.millrace.runtime.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionReport;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.runtime.session.SessionRegistry.Entry;
import io.millrace.runtime.session.SessionRegistry.Kind;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SessionDigestTest {
    private final SessionRegistry registry =
            new SessionRegistry(InstantSource.system(), new Counters());
    private final List<String> kicked = new ArrayList<>();
    private String state = "reading";

    private Entry open(String id, Kind kind, String path) {
        return registry.open(
                id,
                kind,
                new PathName(path),
                Client.internal("hls"),
                () -> state,
                reason -> kicked.add(id + " " + reason.text()));
    }

    private List<Entry> openReaders(int count, String path) {
        return IntStream.range(0, count)
                .mapToObj(number -> open(path + number, Kind.READ, path))
                .toList();
    }

    private static SessionDigest digest(int named, int figures, int batch) {
        return new SessionDigest("pod", new SessionDigest.Limits(named, figures, batch));
    }

    private List<SessionReport> reports(SessionDigest digest) {
        return digest.reports(registry.running());
    }

    private SessionReport report(SessionDigest digest) {
        List<SessionReport> reports = reports(digest);
        assertEquals(1, reports.size());
        return reports.getFirst();
    }

    @Test
    void first_ofNothing_isCompleteAndThenThereIsNothingToTell() {
        SessionDigest digest = digest(10, 10, 10);
        assertTrue(report(digest).getComplete());
        assertEquals(List.of(), reports(digest));
    }

    @Test
    void changes_openStateClose_areToldAtOnceAndOnlyThey() {
        SessionDigest digest = digest(10, 0, 10);
        Entry publisher = open("p", Kind.PUBLISH, "a");
        assertEquals(1, report(digest).getSessionsCount());
        publisher.count(7);
        assertEquals(List.of(), reports(digest), "figures have no turn");
        state = "publishing";
        SessionReport changed = report(digest);
        assertEquals("publishing", changed.getSessions(0).getState());
        assertEquals(7, changed.getSessions(0).getBytes());
        assertFalse(changed.getComplete());
        publisher.close();
        assertEquals(List.of("p"), report(digest).getClosedList());
    }

    @Test
    void figures_ofMoreThanATurn_areToldOfEachInTurns() {
        SessionDigest digest = digest(10, 2, 10);
        List<Entry> readers = openReaders(6, "a");
        assertEquals(6, report(digest).getSessionsCount());
        Set<String> refreshed = new HashSet<>();
        for (int second = 0; second < 3; second++) {
            readers.forEach(reader -> reader.count(1));
            SessionReport report = report(digest);
            assertEquals(2, report.getSessionsCount());
            report.getSessionsList().forEach(session -> refreshed.add(session.getId()));
        }
        assertEquals(6, refreshed.size());
    }

    @Test
    void readers_moreThanAreNamed_areOneCrowdAPath() {
        SessionDigest digest = digest(3, 10, 100);
        open("p", Kind.PUBLISH, "a");
        open("m", Kind.MUXER, "a");
        openReaders(3, "a");
        assertEquals(5, report(digest).getSessionsCount());
        List<Entry> more = openReaders(40, "b");
        more.forEach(reader -> reader.count(10));
        openReaders(2, "c");
        SessionReport report = report(digest);
        List<Session> crowds = report.getSessionsList();
        assertEquals(
                Set.of("b 40 400", "c 2 0"),
                Set.copyOf(
                        crowds.stream()
                                .map(each ->
                                        each.getPath()
                                                + " "
                                                + each.getCount()
                                                + " "
                                                + each.getBytes())
                                .toList()));
        assertEquals(List.of(), report.getClosedList());
    }

    @Test
    void named_thatCloses_makesRoomForAnother() {
        SessionDigest digest = digest(1, 10, 100);
        Entry first = open("first", Kind.READ, "a");
        var _ = report(digest);
        open("second", Kind.READ, "a");
        assertEquals("others/hls/a", report(digest).getSessions(0).getId());
        first.close();
        SessionReport report = report(digest);
        assertEquals("second", report.getSessions(0).getId());
        assertEquals(Set.of("first", "others/hls/a"), Set.copyOf(report.getClosedList()));
    }

    @Test
    void first_ofMany_comesInBatchesOfWhichTheLastIsComplete() {
        SessionDigest digest = digest(100, 10, 4);
        openReaders(10, "a");
        List<SessionReport> reports = reports(digest);
        assertEquals(
                List.of(4, 4, 2), reports.stream().map(SessionReport::getSessionsCount).toList());
        assertEquals(
                List.of(false, false, true),
                reports.stream().map(SessionReport::getComplete).toList());
        assertEquals(8, reports.getLast().getOpenCount());
    }

    @Test
    void members_ofACrowd_areThoseThatAreNotNamed() {
        SessionDigest digest = digest(1, 10, 100);
        open("named", Kind.READ, "a");
        var _ = report(digest);
        open("one", Kind.READ, "a");
        open("two", Kind.READ, "a");
        open("elsewhere", Kind.READ, "b");
        var _ = report(digest);
        EndReason reason = EndReason.of(EndReason.Kind.KICKED, "late");
        digest.members("others/hls/a", registry.running()).forEach(id -> registry.kick(id, reason));
        assertEquals(Set.of("one late", "two late"), Set.copyOf(kicked));
        assertEquals(List.of("named"), digest.members("named", registry.running()));
    }
}
