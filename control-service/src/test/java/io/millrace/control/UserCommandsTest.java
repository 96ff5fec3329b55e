package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.cli.AdminCommands;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code millrace user …} against control. */
class UserCommandsTest {
    private static final String SETTINGS =
            """
            auth:
              users:
                - user: op
                  password: first
                  permissions: [{action: api}]
            """;

    @TempDir Path directory;
    private final StringWriter printed = new StringWriter();
    private ControlRig rig;

    /** The command that all are mounted on. */
    @Command(name = "millrace")
    private static final class Root {}

    @BeforeEach
    void start() throws Exception {
        rig = new ControlRig(directory, SETTINGS);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private int run(String... words) {
        return runAs("op:first", words);
    }

    private int runAs(String login, String... words) {
        printed.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--address", "127.0.0.1:" + rig.server().address().getPort()));
        all.addAll(List.of("--login", login));
        CommandLine commands = new CommandLine(new Root());
        AdminCommands.mount(commands);
        commands.setOut(new PrintWriter(printed));
        commands.setErr(new PrintWriter(printed));
        return commands.execute(all.toArray(String[]::new));
    }

    private String passwordFile(String password) throws Exception {
        return Files.writeString(directory.resolve("password"), password + "\n").toString();
    }

    @Test
    void user_addedAndRemoved_isKeptHashedAndHolds() throws Exception {
        assertEquals(
                0,
                run(
                        "user",
                        "add",
                        "cam",
                        "--allow",
                        "publish:~live/.*",
                        "--allow",
                        "read",
                        "--from",
                        "192.0.2.0/24",
                        "--password-file",
                        passwordFile("hush")),
                printed::toString);
        String file = Files.readString(rig.file);
        assertTrue(file.contains("argon2:$argon2id$"), file);
        assertFalse(file.contains("hush"), file);
        assertEquals(0, run("user", "list"));
        assertEquals(
                """
                USER  PASSWORD  FROM          MAY
                op    set       -             api
                cam   set       192.0.2.0/24  publish:~live/.* read
                """,
                printed.toString());
        assertEquals(
                78,
                run("user", "add", "cam", "--allow", "read", "--password-file", passwordFile("x")));
        assertEquals(0, run("user", "remove", "cam"));
        assertEquals(78, run("user", "remove", "cam"));
        assertEquals(78, run("user", "remove", "op"));
        assertTrue(printed.toString().contains("last user"), printed::toString);
    }

    @Test
    void user_check_saysWhoDecides() throws Exception {
        run("user", "add", "cam", "--allow", "publish:a", "--password-file", passwordFile("hush"));
        assertEquals(0, run("user", "check", "publish", "a", "--user", "cam"));
        assertEquals("yes: user 'cam' may (auth.users[1].permissions[0])\n", printed.toString());
        String[] withPassword = {
            "user", "check", "publish", "a", "--user", "cam", "--password-file", ""
        };
        withPassword[7] = passwordFile("hush");
        assertEquals(0, run(withPassword), printed::toString);
        withPassword[7] = passwordFile("wrong");
        assertEquals(1, run(withPassword), printed::toString);
        assertEquals(1, run("user", "check", "publish", "b", "--user", "cam"));
        assertTrue(printed.toString().startsWith("no: "), printed::toString);
        assertEquals(1, run("user", "check", "read", "a", "--output", "json"));
        assertTrue(printed.toString().startsWith("{\"allowed\":false,"), printed::toString);
        assertEquals(1, run("user", "check", "fly", "a"));
        assertTrue(printed.toString().contains("action must be"), printed::toString);
    }

    @Test
    void user_passwd_holdsAtOnce() throws Exception {
        assertEquals(0, run("user", "passwd", "op", "--password-file", passwordFile("second")));
        assertEquals(1, run("user", "list"));
        assertEquals(0, runAs("op:second", "user", "list"));
    }

    @Test
    void user_withoutAPassword_isAskedOnATerminalOnly() throws Exception {
        assertEquals(
                1, run("user", "add", "x", "--allow", "read", "--password-file", passwordFile("")));
        assertEquals(64, run("user", "add", "x", "--allow", "read", "--password", "visible"));
        assertEquals(64, run("user", "add", "x"));
        assertEquals(SETTINGS, Files.readString(rig.file));
    }
}
