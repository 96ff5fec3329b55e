package io.millrace.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}. */
@Command(
        name = "completion",
        description = {
            "Prints a script that completes command lines, for bash and zsh:",
            "  source <(millrace completion)"
        },
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class CompletionCommand implements Callable<Integer> {
    @Spec private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        CommandSpec root = command.root();
        root.commandLine().getOut().print(AutoComplete.bash(root.name(), root.commandLine()));
        root.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
