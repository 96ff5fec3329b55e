package io.millrace.runtime.lease;

import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionReport;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.runtime.session.SessionRegistry.Entry;
import io.millrace.runtime.session.SessionRegistry.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one replica of control is told of a pod's sessions, so that it does not grow with the
 * readers: publishers and the first readers one by one, the readers beyond them as one line a path
 * and protocol. What opens, closes or changes its state is told at once, figures in turns. Not
 * thread-safe.
 */
final class SessionDigest {
    private static final String CROWD = "others/";

    private final String pod;
    private final Limits limits;
    private final Set<String> named = new LinkedHashSet<>();

    /** In the order in which they were told, the longest ago first. */
    private final Map<String, Session> told = new LinkedHashMap<>();

    private boolean complete;

    /**
     * How much is told.
     *
     * @param named readers that are told one by one
     * @param figures sessions of which a report a second has new figures only
     * @param batch sessions in one message
     */
    record Limits(int named, int figures, int batch) {
        static Limits standard() {
            return new Limits(2_000, 200, 500);
        }
    }

    /** The readers of a path by one protocol that are not told one by one. */
    private record Crowd(String path, String protocol) {
        String id() {
            return CROWD + protocol + "/" + path;
        }
    }

    SessionDigest(String pod, Limits limits) {
        this.pod = pod;
        this.limits = limits;
    }

    /** The messages of this second; none if there is nothing to tell. */
    List<SessionReport> reports(Collection<Entry> running) {
        Map<String, Session> now = sessions(running);
        List<Session> changed = new ArrayList<>();
        now.forEach((id, session) -> {
            Session before = told.get(id);
            if (before == null || !state(before).equals(state(session))) {
                changed.add(session);
            }
        });
        addFigures(now, changed);
        List<String> closed = told.keySet().stream().filter(id -> !now.containsKey(id)).toList();
        closed.forEach(told::remove);
        for (Session session : changed) {
            told.remove(session.getId());
            told.put(session.getId(), session);
        }
        return messages(changed, closed);
    }

    /** Those whose figures were told the longest ago. */
    private void addFigures(Map<String, Session> now, List<Session> changed) {
        Iterator<Map.Entry<String, Session>> oldest = told.entrySet().iterator();
        for (int left = limits.figures(); left > 0 && oldest.hasNext(); ) {
            Map.Entry<String, Session> before = oldest.next();
            Session session = now.get(before.getKey());
            if (session != null
                    && state(session).equals(state(before.getValue()))
                    && !session.equals(before.getValue())) {
                changed.add(session);
                left--;
            }
        }
    }

    /** What is told at once when it changes. */
    private static String state(Session session) {
        return session.getState();
    }

    private List<SessionReport> messages(List<Session> changed, List<String> closed) {
        List<SessionReport> messages = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(from + limits.batch(), changed.size());
            SessionReport.Builder message =
                    SessionReport.newBuilder()
                            .setPod(pod)
                            .addAllSessions(changed.subList(from, to));
            if (to == changed.size()) {
                message.addAllClosed(closed).setComplete(!complete);
            }
            if (message.getComplete()) {
                changed.subList(0, from).forEach(session -> message.addOpen(session.getId()));
            }
            if (message.getComplete()
                    || message.getSessionsCount() > 0
                    || message.getClosedCount() > 0) {
                messages.add(message.build());
            }
            from = to;
        } while (from < changed.size());
        complete = true;
        return messages;
    }

    private Map<String, Session> sessions(Collection<Entry> running) {
        Set<String> gone = new LinkedHashSet<>(named);
        running.forEach(entry -> gone.remove(entry.id()));
        named.removeAll(gone);
        Map<String, Session> sessions = new HashMap<>();
        Map<Crowd, Session.Builder> crowds = new HashMap<>();
        for (Entry entry : running) {
            if (isNamed(entry)) {
                sessions.put(entry.id(), session(entry.snapshot()));
            } else {
                join(crowds.computeIfAbsent(crowd(entry), this::session), entry);
            }
        }
        crowds.forEach((crowd, session) ->
                sessions.put(crowd.id(), session.setPeer(session.getCount() + " readers").build()));
        return sessions;
    }

    private boolean isNamed(Entry entry) {
        return entry.kind() != Kind.READ
                || named.contains(entry.id())
                || (named.size() < limits.named() && named.add(entry.id()));
    }

    private static Crowd crowd(Entry entry) {
        return new Crowd(entry.path().value(), entry.protocol());
    }

    private static void join(Session.Builder crowd, Entry entry) {
        crowd.setCount(crowd.getCount() + 1).setBytes(crowd.getBytes() + entry.bytes());
    }

    private Session.Builder session(Crowd crowd) {
        return Session.newBuilder()
                .setId(crowd.id())
                .setPod(pod)
                .setKind(Session.Kind.READ)
                .setPath(crowd.path())
                .setProtocol(crowd.protocol())
                .setState("reading");
    }

    /** The ids of the sessions that an id stands for. */
    List<String> members(String id, Collection<Entry> running) {
        return id.startsWith(CROWD)
                ? running.stream()
                        .filter(entry -> entry.kind() == Kind.READ)
                        .filter(entry -> !named.contains(entry.id()))
                        .filter(entry -> crowd(entry).id().equals(id))
                        .map(Entry::id)
                        .toList()
                : List.of(id);
    }

    private Session session(SessionRegistry.Snapshot snapshot) {
        Session.Builder session =
                Session.newBuilder()
                        .setId(snapshot.id())
                        .setPod(pod)
                        .setKind(
                                switch (snapshot.kind()) {
                                    case PUBLISH -> Session.Kind.PUBLISH;
                                    case READ -> Session.Kind.READ;
                                    case MUXER -> Session.Kind.MUXER;
                                })
                        .setPath(snapshot.path().value())
                        .setProtocol(snapshot.protocol())
                        .setPeer(snapshot.peer())
                        .setUser(snapshot.user())
                        .setUserAgent(snapshot.userAgent())
                        .setSinceMillis(snapshot.since().toEpochMilli())
                        .setBytes(snapshot.bytes())
                        .setState(snapshot.state());
        snapshot.statistics()
                .forEach((name, value) -> session.putStatistics(name, value.doubleValue()));
        return session.build();
    }
}
