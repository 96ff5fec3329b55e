package io.millrace.runtime.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Client;
import io.millrace.stream.ConnectionGate;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, started and ended by what happens to sessions. */
@Timeout(120)
class HooksTest {
    private static final PathName PATH = new PathName("cam/1");
    private static final InetSocketAddress PEER =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

    @TempDir private Path folder;
    private final Counters counters = new Counters();
    private final SessionRegistry sessions = new SessionRegistry(InstantSource.system(), counters);
    private final Map<HookEvent, Hook> wanted = new EnumMap<>(HookEvent.class);
    private final Hooks hooks =
            new Hooks(
                    new Hooks.Wanted() {
                        @Override
                        public Map<HookEvent, Hook> of(PathName path) {
                            return wanted;
                        }

                        @Override
                        public Map<String, String> ofAll() {
                            return Map.of("MILLRACE_RTSP_PORT", "8554");
                        }

                        @Override
                        public Map<HookEvent, Hook> ofConnections() {
                            return wanted;
                        }
                    },
                    "pod-1",
                    counters,
                    new HookProcess.Times(
                            Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(1)));
    private String state = "publishing";

    @BeforeEach
    void observe() {
        sessions.observe(hooks);
    }

    @AfterEach
    void stop() throws Exception {
        hooks.close();
        await(() -> hooks.programs() == 0);
    }

    private Path want(HookEvent event, boolean restart, String script) {
        Path file = folder.resolve(event.word());
        String line = "/bin/sh -c '" + script.replace("FILE", file.toString()) + "'";
        wanted.put(event, new Hook(HookCommand.parse(line), restart));
        return file;
    }

    private SessionRegistry.Entry open(SessionRegistry.Kind kind, String query) {
        return open(kind, Client.of("rtmp", PEER).withQuery(query));
    }

    private SessionRegistry.Entry open(SessionRegistry.Kind kind, Client client) {
        return sessions.open(kind, PATH, client, () -> state, _ -> {});
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "did not come");
            Thread.sleep(10);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAlive(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void read_session_runsAProgramAsLongAsItLasts() throws Exception {
        Path reading =
                want(HookEvent.READ, false, "sleep 300 & echo $$ $! > FILE; echo $! ; sleep 300");
        Path unread =
                want(
                        HookEvent.UNREAD,
                        false,
                        "echo \"$MILLRACE_EVENT,$MILLRACE_PATH,$MILLRACE_QUERY,$MILLRACE_PEER,"
                                + "$MILLRACE_PROTOCOL,$MILLRACE_POD\" > FILE");
        SessionRegistry.Entry entry = open(SessionRegistry.Kind.READ, "a=1;rm -rf $HOME`x`\0");
        await(() -> lines(reading).size() == 1);
        String[] pids = lines(reading).getFirst().split(" ", -1);
        assertTrue(isAlive(pids[0]) && isAlive(pids[1]));
        entry.close();
        await(() -> lines(unread).size() == 1);
        assertEquals(
                "unread,cam/1,a=1;rm -rf $HOME`x`?,127.0.0.1:4711,rtmp,pod-1",
                lines(unread).getFirst());
        await(() -> !isAlive(pids[0]) && !isAlive(pids[1]));
    }

    @Test
    void read_programEnds_isStartedAgainWhereWanted() throws Exception {
        Path file = want(HookEvent.READ, true, "echo x >> FILE; exit 3");
        SessionRegistry.Entry entry = open(SessionRegistry.Kind.READ, "");
        await(() -> count("hook_failures") >= 3);
        entry.close();
        await(() -> hooks.programs() == 0);
        int runs = lines(file).size();
        assertTrue(runs >= 3);
        assertEquals(runs, lines(file).size());
    }

    private long count(String name) {
        long[] sum = {0};
        counters.forEach((key, value) -> sum[0] += key.name().equals(name) ? value.sum() : 0);
        return sum[0];
    }

    @Test
    void unread_programHangs_isEndedAfterItsTime() throws Exception {
        Path file = want(HookEvent.UNREAD, false, "trap \"\" TERM; echo $$ > FILE; sleep 300");
        open(SessionRegistry.Kind.READ, "").close();
        await(() -> lines(file).size() == 1);
        await(() -> hooks.programs() == 0);
        await(() -> !isAlive(lines(file).getFirst()));
    }

    @Test
    void read_childWhoseParentIsGone_isEndedToo() throws Exception {
        Path file = want(HookEvent.READ, false, "(setsid sleep 300 & echo $! > FILE) ; exit 0");
        SessionRegistry.Entry entry = open(SessionRegistry.Kind.READ, "");
        await(() -> lines(file).size() == 1);
        await(() -> hooks.programs() == 0);
        await(() -> !isAlive(lines(file).getFirst()));
        entry.close();
    }

    @Test
    void begin_demand_runsUntilClosedWithThePathAndPort() throws Exception {
        Path file =
                want(
                        HookEvent.DEMAND,
                        false,
                        "echo $MTX_PATH ${RTSP_PORT} $MILLRACE_PATH $MILLRACE_RTSP_PORT $MILLRACE_EVENT"
                                + " $$ > FILE; sleep 300");
        Path over = want(HookEvent.UNDEMAND, false, "echo $RTSP_PATH > FILE");
        Hooks.Program program = hooks.begin(HookEvent.DEMAND, PATH).orElseThrow();
        await(() -> lines(file).size() == 1);
        String line = lines(file).getFirst();
        assertTrue(line.startsWith("cam/1 8554 cam/1 8554 demand "), line);
        assertTrue(program.isRunning());
        program.close();
        await(() -> !program.isRunning());
        await(() -> !isAlive(line.substring(line.lastIndexOf(' ') + 1)));
        hooks.tell(HookEvent.UNDEMAND, PATH);
        await(() -> lines(over).equals(List.of("cam/1")));
    }

    @Test
    void read_programFloods_isReadAndGoesOn() throws Exception {
        Path file =
                want(
                        HookEvent.READ,
                        false,
                        "head -c 20000000 /dev/zero | tr \"\\\\0\" \"y\"; echo done > FILE");
        SessionRegistry.Entry entry = open(SessionRegistry.Kind.READ, "");
        await(() -> lines(file).size() == 1);
        entry.close();
    }

    @Test
    void ready_standby_runsWhenItPublishes() throws Exception {
        Path ready = want(HookEvent.READY, false, "echo x > FILE; sleep 300");
        Path publish = want(HookEvent.PUBLISH, false, "echo x > FILE; sleep 300");
        Path notReady = want(HookEvent.NOT_READY, false, "echo x > FILE");
        state = "standby";
        SessionRegistry.Entry entry = open(SessionRegistry.Kind.PUBLISH, "");
        await(() -> lines(publish).size() == 1);
        hooks.look();
        assertFalse(Files.exists(ready));
        state = "publishing";
        hooks.look();
        await(() -> lines(ready).size() == 1);
        entry.close();
        await(() -> lines(notReady).size() == 1);
    }

    @Test
    void connect_ofAPeer_runsUntilItLeaves() throws Exception {
        Path connect = want(HookEvent.CONNECT, false, "echo $$ > FILE; sleep 300");
        Path disconnect = want(HookEvent.DISCONNECT, false, "echo x > FILE");
        Runnable leave = hooks.around(ConnectionGate.open(), "rtsp").enter(PEER).orElseThrow();
        await(() -> lines(connect).size() == 1);
        leave.run();
        await(() -> lines(disconnect).size() == 1);
        await(() -> !isAlive(lines(connect).getFirst()));
    }

    @Test
    void connect_whereNoGateTells_isWhatBeginsWithTheSession() throws Exception {
        String tell = "echo $MILLRACE_EVENT $MILLRACE_PROTOCOL $MILLRACE_PATH $MILLRACE_PEER";
        Path connect = want(HookEvent.CONNECT, false, tell + " $$ >> FILE; sleep 300");
        Path disconnect = want(HookEvent.DISCONNECT, false, tell + " >> FILE");
        var _ = hooks.around(ConnectionGate.open(), "rtsp");
        open(SessionRegistry.Kind.READ, Client.of("rtsps", PEER)).close();
        open(SessionRegistry.Kind.PUBLISH, Client.internal("source")).close();
        open(SessionRegistry.Kind.MUXER, Client.of("hls", PEER)).close();
        SessionRegistry.Entry entry = open(SessionRegistry.Kind.PUBLISH, Client.of("srt", PEER));
        await(() -> lines(connect).size() == 1);
        String told = " srt cam/1 127.0.0.1:4711";
        assertTrue(
                lines(connect).getFirst().startsWith("connect" + told), lines(connect)::toString);
        entry.close();
        await(() -> lines(disconnect).size() == 1);
        assertEquals("disconnect" + told, lines(disconnect).getFirst());
        String pid = lines(connect).getFirst().replaceFirst(".* ", "");
        await(() -> !isAlive(pid));
    }

    @Test
    void read_programThatIsNotThere_isCounted() throws Exception {
        wanted.put(HookEvent.READ, new Hook(HookCommand.parse("/no/such/program x"), false));
        open(SessionRegistry.Kind.READ, "").close();
        await(() -> count("hook_failures") == 1);
    }

    @Test
    void read_tooManyAtATime_areLeftOut() throws Exception {
        want(HookEvent.READ, false, "sleep 300");
        for (int i = 0; i < Hooks.MAX_PROGRAMS + 5; i++) {
            open(SessionRegistry.Kind.READ, "");
        }
        assertEquals(Hooks.MAX_PROGRAMS, hooks.programs());
        assertEquals(5, count("hook_left_out"));
    }
}
