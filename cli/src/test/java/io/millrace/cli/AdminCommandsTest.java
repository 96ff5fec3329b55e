package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.proto.control.DrainRequest;
import io.millrace.proto.control.KickRequest;
import io.millrace.proto.control.ListPathsRequest;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AdminCommandsTest {
    @TempDir Path directory;
    private final FakeControl control;
    private final Terminal terminal;

    AdminCommandsTest() throws IOException {
        control = new FakeControl();
        terminal = new Terminal(control.address());
    }

    @AfterEach
    void stop() throws InterruptedException {
        control.close();
    }

    @Test
    void pathList_twoPages_printsOneTable() {
        assertEquals(0, terminal.ask("path", "list"));
        assertEquals(
                """
                PATH         STATE       EPOCH  POD    PUBLISHER         READERS  STANDBYS  SINCE
                live/cam     publishing  7      pod-a  rtsp 10.0.0.1:99  3        0         1970-01-01T00:00:00Z
                live/camera  -           1      -      -                 0        0         1970-01-01T00:00:00Z
                """,
                terminal.out());
        assertEquals("", terminal.errors());
    }

    @Test
    void pathList_json_printsAnObjectALine() {
        assertEquals(0, terminal.ask("path", "list", "--output", "json"));
        List<String> lines = terminal.out().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(
                lines.getFirst().startsWith("{\"name\":\"live/cam\",\"epoch\":7,"),
                lines::toString);
    }

    @Test
    void lists_filtered_askForJustThat() {
        String path =
                "path list --prefix l --contains v --matching l.* --protocol rtsp --state unseen"
                        + " --pod pod-a";
        assertEquals(0, terminal.ask(path.split(" ")));
        assertEquals(
                ListPathsRequest.newBuilder()
                        .setPrefix("l")
                        .setContains("v")
                        .setMatching("l.*")
                        .setProtocol("rtsp")
                        .setState("unseen")
                        .setPod("pod-a")
                        .build(),
                control.pathLists.remove());
        String sessions =
                "session list --contains c --matching .*cam --kind read --state reading --user me";
        assertEquals(0, terminal.ask(sessions.split(" ")));
        assertEquals(
                SessionFilter.newBuilder()
                        .setContains("c")
                        .setMatching(".*cam")
                        .setKind(Session.Kind.READ)
                        .setState("reading")
                        .setUser("me")
                        .build(),
                control.sessionLists.remove().getFilter());
        assertEquals(64, terminal.ask("session", "list", "--kind", "both"));
        assertTrue(
                terminal.errors().contains("Invalid value for option '--kind'"), terminal::errors);
    }

    @Test
    void pathShow_onePath_showsItAndItsSessionsOnly() {
        assertEquals(0, terminal.ask("path", "show", "live/cam"));
        List<String> words = terminal.out().lines().map(line -> line.split(" ", 2)[0]).toList();
        assertEquals(List.of("PATH", "live/cam", "", "ID", "s1"), words);
    }

    @Test
    void pathShow_unknown_failsWithAWord() {
        assertEquals(1, terminal.ask("path", "show", "nothing"));
        assertEquals("millrace: nobody publishes or reads 'nothing'\n", terminal.errors());
    }

    @Test
    void pathKick_publisher_filtersByPathAndKind() {
        assertEquals(
                0, terminal.ask("path", "kick", "live/cam", "--publisher", "--reason", "late"));
        KickRequest request = control.kicks.remove();
        assertEquals("live/cam", request.getFilter().getPath());
        assertEquals(Session.Kind.PUBLISH, request.getFilter().getKind());
        assertEquals("late", request.getReason());
        assertEquals("2 ended\n", terminal.out());
    }

    @Test
    void sessionKick_nobody_fails() {
        assertEquals(1, terminal.ask("session", "kick", "nobody"));
        assertEquals("0 ended\n", terminal.out());
    }

    @Test
    void sessionList_table_hasPeersAndPods() {
        assertEquals(0, terminal.ask("session", "list", "--path", "live/cam"));
        assertTrue(terminal.out().contains("s1  live/cam  reading  srt"), terminal::out);
    }

    @Test
    void clusterStatus_table_hasReplicasAndPods() {
        assertEquals(0, terminal.ask("cluster", "status"));
        assertEquals(
                """
                REPLICA    ADDRESS  PARTITIONS
                control-0  c0:9996  2

                POD    LEASES  SESSIONS  DRAINING
                pod-a  5       0         yes
                """,
                terminal.out());
    }

    @Test
    void clusterDrain_pod_isTold() {
        assertEquals(0, terminal.ask("cluster", "drain", "pod-a", "--over", "5"));
        DrainRequest request = control.drains.remove();
        assertEquals(5_000, request.getOverMillis());
        assertEquals(1, terminal.ask("cluster", "drain", "pod-b"));
        assertEquals("millrace: no pod 'pod-b' is in sight\n", terminal.errors());
    }

    @Test
    void events_follow_printsAllUntilTheEnd() {
        assertEquals(0, terminal.ask("events", "--follow"));
        assertEquals(
                """
                1970-01-01T00:00:00Z path ended live/cam rtsp 10.0.0.1:99 on pod-a: was kicked
                1970-01-01T00:00:00Z missed 12
                """,
                terminal.out());
        assertEquals(0, terminal.ask("events"));
        assertEquals(1, terminal.out().lines().count());
    }

    @Test
    void anything_controlIsDown_saysSoAndExits69() throws IOException {
        Terminal wrong;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            wrong = new Terminal("127.0.0.1:" + free.getLocalPort());
        }
        for (String command : List.of("path list", "session list", "cluster status", "events")) {
            assertEquals(69, wrong.ask(command.split(" ")), command);
            assertTrue(
                    wrong.errors().startsWith("millrace: cannot reach control at 127.0.0.1:"),
                    wrong::errors);
            assertTrue(wrong.errors().contains("refused"), wrong::errors);
        }
    }

    @Test
    void usage_wrong_exits64() {
        assertEquals(64, terminal.run("path", "show"));
        assertEquals(64, terminal.run("path", "list", "--outptu", "json"));
        assertEquals(64, terminal.run("session"));
        assertEquals(64, terminal.ask("path", "list", "--tls-cert", "cert.pem"));
        assertEquals(64, terminal.ask("path", "list", "--tls-ca", "/nowhere/ca.pem"));
    }

    @Test
    void help_everyCommand_isPrinted() {
        for (List<String> words : everyCommand(Terminal.commands(), List.of())) {
            List<String> line = new ArrayList<>(words);
            line.add("--help");
            assertEquals(0, terminal.run(line.toArray(String[]::new)), words::toString);
            String expected = ("Usage: millrace " + String.join(" ", words)).strip();
            assertTrue(terminal.out().startsWith(expected), terminal::out);
        }
    }

    private static List<List<String>> everyCommand(CommandLine command, List<String> words) {
        List<List<String>> all = new ArrayList<>();
        all.add(words);
        command.getSubcommands()
                .forEach((name, subcommand) -> {
                    List<String> longer = new ArrayList<>(words);
                    longer.add(name);
                    all.addAll(everyCommand(subcommand, longer));
                });
        return all;
    }

    @Test
    void completion_bash_offersCommandsAndWords() throws Exception {
        assertEquals(0, terminal.run("completion"));
        Path script = directory.resolve("completion.sh");
        StringBuilder text = new StringBuilder(terminal.out());
        text.append(
                """

                offer() {
                    COMP_LINE="$*"; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                    COMP_TYPE=9; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                    _complete_millrace
                    echo "$*: ${COMPREPLY[*]}"
                }
                """);
        List<String> expected =
                List.of(
                        "session k: kick",
                        "user p: passwd",
                        "user check pl: playback",
                        "user add x --allow pu: publish",
                        "cluster d: drain",
                        "config a: apply",
                        "events --f: --follow",
                        "path list --state un: unseen",
                        "session list --kind r: read",
                        "session list --protocol fl: flv");
        expected.forEach(
                line -> text.append("offer millrace ").append(line.split(": ", 2)[0]).append('\n'));
        Files.writeString(script, text);
        Process bash =
                new ProcessBuilder("bash", script.toString()).redirectErrorStream(true).start();
        String printed = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertTrue(bash.waitFor(20, TimeUnit.SECONDS));
        for (String line : expected) {
            assertTrue(printed.contains("millrace " + line + "\n"), line + " not in\n" + printed);
        }
    }
}
