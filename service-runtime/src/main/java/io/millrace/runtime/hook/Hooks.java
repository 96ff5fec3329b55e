package io.millrace.runtime.hook;

import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Client;
import io.millrace.stream.ConnectionGate;
import io.millrace.stream.Counters;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs when peers of this pod come and go: those of the settings that hold then. Only so
 * many run at a time; what would be more is left out, counted and told. Thread-safe, never blocks.
 */
public final class Hooks implements SessionRegistry.Observer, AutoCloseable {
    /** How many programs run at a time on one pod. */
    static final int MAX_PROGRAMS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

    private final Wanted wanted;
    private final String pod;
    private final Counters counters;
    private final HookProcess.Times times;
    private final Set<HookProcess> programs = ConcurrentHashMap.newKeySet();
    private final Set<String> gated = ConcurrentHashMap.newKeySet();
    private final Map<String, Ongoing> ongoing = new HashMap<>();
    private boolean closed;

    /** What the settings say now. */
    public interface Wanted {
        /** What runs on events of a path. */
        Map<HookEvent, Hook> of(PathName path);

        /** What every program has in its environment. */
        Map<String, String> ofAll();

        /** What runs on events of connections. */
        Map<HookEvent, Hook> ofConnections();
    }

    /** A program that was started. */
    public interface Program extends AutoCloseable {
        /** Whether it runs, or is about to be started again. */
        boolean isRunning();

        /** Has it ended soon. */
        @Override
        void close();
    }

    /** A session, with the programs that run as long as it. */
    private static final class Ongoing {
        private final SessionRegistry.Entry entry;
        private final List<HookProcess> running = new ArrayList<>();
        private boolean ready;

        Ongoing(SessionRegistry.Entry entry) {
            this.entry = entry;
        }
    }

    /** With the usual times. */
    public Hooks(Wanted wanted, String pod, Counters counters) {
        this(wanted, pod, counters, HookProcess.Times.STANDARD);
    }

    Hooks(Wanted wanted, String pod, Counters counters, HookProcess.Times times) {
        this.wanted = wanted;
        this.pod = pod;
        this.counters = counters;
        this.times = times;
    }

    @Override
    public synchronized void onOpened(SessionRegistry.Entry entry) {
        if (closed) {
            return;
        }
        Ongoing session = new Ongoing(entry);
        ongoing.put(entry.id(), session);
        boolean ofPeer = !entry.client().isInternal();
        if (isConnection(entry)) {
            run(HookEvent.CONNECT, wanted.ofConnections(), variables(entry), true)
                    .ifPresent(session.running::add);
        }
        switch (entry.kind()) {
            case READ -> begin(session, HookEvent.READ, ofPeer);
            case PUBLISH -> {
                begin(session, HookEvent.PUBLISH, ofPeer);
                lookForReady(session);
            }
            case MUXER -> {}
        }
    }

    /** Of other protocols than those whose gate tells, a session is all that there is to tell. */
    private boolean isConnection(SessionRegistry.Entry entry) {
        return entry.kind() != SessionRegistry.Kind.MUXER
                && !entry.client().isInternal()
                && gated.stream().noneMatch(entry.protocol()::startsWith);
    }

    /** Publishers that stood by may publish now; to be called now and then. */
    public synchronized void look() {
        ongoing.values().forEach(this::lookForReady);
    }

    private void lookForReady(Ongoing session) {
        boolean becomes =
                session.entry.kind() == SessionRegistry.Kind.PUBLISH
                        && !session.ready
                        && !session.entry.isStandby();
        if (becomes) {
            session.ready = true;
            begin(session, HookEvent.READY, true);
        }
    }

    private void begin(Ongoing session, HookEvent event, boolean applies) {
        if (applies) {
            run(event, wanted.of(session.entry.path()), variables(session.entry), true)
                    .ifPresent(session.running::add);
        }
    }

    @Override
    public synchronized void onClosed(SessionRegistry.Entry entry) {
        Optional.ofNullable(ongoing.remove(entry.id())).ifPresent(this::end);
    }

    private void end(Ongoing session) {
        session.running.forEach(HookProcess::close);
        SessionRegistry.Entry entry = session.entry;
        boolean ofPeer = !entry.client().isInternal();
        switch (entry.kind()) {
            case READ -> after(entry, HookEvent.UNREAD, ofPeer);
            case PUBLISH -> {
                after(entry, HookEvent.UNPUBLISH, ofPeer);
                after(entry, HookEvent.NOT_READY, session.ready);
            }
            case MUXER -> {}
        }
        if (isConnection(entry)) {
            var _ = run(HookEvent.DISCONNECT, wanted.ofConnections(), variables(entry), false);
        }
    }

    private void after(SessionRegistry.Entry entry, HookEvent event, boolean applies) {
        if (applies) {
            var _ = run(event, wanted.of(entry.path()), variables(entry), false);
        }
    }

    /**
     * A gate that also runs programs on connections; of other protocols, sessions stand for them.
     */
    public ConnectionGate around(ConnectionGate gate, String protocol) {
        gated.add(protocol);
        return peer -> gate.enter(peer).map(leave -> connected(peer, protocol, leave));
    }

    private Runnable connected(InetSocketAddress peer, String protocol, Runnable leave) {
        Map<HookEvent, Hook> hooks = wanted.ofConnections();
        if (hooks.isEmpty()) {
            return leave;
        }
        Map<String, String> variables = new HashMap<>();
        variables.put("MILLRACE_PROTOCOL", protocol);
        variables.put("MILLRACE_PEER", text(peer));
        Optional<HookProcess> running = run(HookEvent.CONNECT, hooks, variables, true);
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            leave.run();
            if (over.compareAndSet(false, true)) {
                running.ifPresent(HookProcess::close);
                var _ = run(HookEvent.DISCONNECT, wanted.ofConnections(), variables, false);
            }
        };
    }

    /** Runs a path's program of this event until what is returned is closed; empty if it cannot. */
    public Optional<Program> begin(HookEvent event, PathName path) {
        return run(event, wanted.of(path), aboutPath(path), true).map(process -> process);
    }

    /** Runs a path's program of an event that is a moment. */
    public void tell(HookEvent event, PathName path) {
        var _ = run(event, wanted.of(path), aboutPath(path), false);
    }

    private static Map<String, String> aboutPath(PathName path) {
        return Map.of(HookCommand.PATH, path.value());
    }

    private synchronized Optional<HookProcess> run(
            HookEvent event,
            Map<HookEvent, Hook> hooks,
            Map<String, String> about,
            boolean lasting) {
        Hook hook = hooks.get(event);
        if (hook == null || (closed && lasting)) {
            return Optional.empty();
        }
        String title =
                "path=%s %s".formatted(about.getOrDefault(HookCommand.PATH, "-"), event.key());
        if (programs.size() >= MAX_PROGRAMS) {
            counters.counter("hook_left_out", "event", event.word()).increment();
            LOG.warn("{}: left out, {} programs run already", title, MAX_PROGRAMS);
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>(about);
        variables.put("MILLRACE_EVENT", event.word());
        variables.put("MILLRACE_POD", pod);
        variables.putAll(wanted.ofAll());
        HookCommand.ALIASES.forEach(
                (alias, name) -> variables.put(alias, variables.getOrDefault(name, "")));
        variables.replaceAll((_, text) -> text.replace('\0', '?'));
        HookProcess.Task task = new HookProcess.Task(title, hook, Map.copyOf(variables), lasting);
        HookProcess process = new HookProcess(task, times, counters, programs::remove);
        programs.add(process);
        return Optional.of(process.start());
    }

    private static Map<String, String> variables(SessionRegistry.Entry entry) {
        Client client = entry.client();
        Map<String, String> variables = new HashMap<>();
        variables.put(HookCommand.PATH, entry.path().value());
        variables.put("MILLRACE_QUERY", client.query());
        variables.put("MILLRACE_PROTOCOL", client.protocol());
        variables.put("MILLRACE_PEER", client.address().map(Hooks::text).orElse(""));
        variables.put("MILLRACE_USER", user(client.credentials()));
        variables.put("MILLRACE_SESSION", entry.id());
        return variables;
    }

    private static String text(InetSocketAddress address) {
        String host =
                address.isUnresolved()
                        ? address.getHostString()
                        : address.getAddress().getHostAddress();
        return host + ":" + address.getPort();
    }

    private static String user(Credentials credentials) {
        return switch (credentials) {
            case Credentials.None _, Credentials.Token _ -> "";
            case Credentials.Password password -> password.user();
            case Credentials.Digest digest -> digest.user();
        };
    }

    /** How many programs run. */
    int programs() {
        return programs.size();
    }

    /** Ends programs that last, and starts no more; those about a moment may go on. */
    @Override
    public synchronized void close() {
        closed = true;
        ongoing.clear();
        programs.forEach(HookProcess::close);
    }

    /** Ends those about a moment too. */
    void endAll() {
        programs.forEach(HookProcess::end);
    }
}
