package io.millrace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs command lines and keeps what they print. */
final class Terminal {
    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();
    private final String address;

    /** The command that all are mounted on. */
    @Command(name = "millrace")
    private static final class Root {}

    Terminal(String address) {
        this.address = address;
    }

    /** With {@code --address} behind what is given. */
    int ask(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--address";
        all[arguments.length + 1] = address;
        return run(all);
    }

    int run(String... arguments) {
        out.getBuffer().setLength(0);
        errors.getBuffer().setLength(0);
        CommandLine commands = commands();
        commands.setOut(new PrintWriter(out));
        commands.setErr(new PrintWriter(errors));
        return commands.execute(arguments);
    }

    static CommandLine commands() {
        CommandLine commands = new CommandLine(new Root());
        AdminCommands.mount(commands);
        return commands;
    }

    String out() {
        return out.toString();
    }

    String errors() {
        return errors.toString();
    }
}
