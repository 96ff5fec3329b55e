package io.millrace.systemtests;

import io.millrace.cli.AdminCommands;
import io.millrace.testkit.server.ServerPorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands that ask a running server, in this process. */
final class CommandTool {
    private CommandTool() {}

    /** All that a command prints; it must succeed. */
    static String run(ServerPorts ports, String... arguments) {
        CommandLine commands = new CommandLine(CommandSpec.create().name("millrace"));
        AdminCommands.mount(commands);
        StringWriter printed = new StringWriter();
        commands.setOut(new PrintWriter(printed));
        commands.setErr(new PrintWriter(printed));
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--address";
        all[arguments.length + 1] = "127.0.0.1:" + ports.controlGrpc();
        int code = commands.execute(all);
        if (code != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + code + "\n" + printed);
        }
        return printed.toString();
    }
}
