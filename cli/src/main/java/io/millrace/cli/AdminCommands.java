package io.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The administrator's commands, for a command line to have. */
public final class AdminCommands {
    private static final String HELP = "--help";

    private AdminCommands() {}

    /**
     * Adds {@code path}, {@code session}, {@code cluster}, {@code events} and {@code completion},
     * and {@code --help} to every command that lacks it.
     */
    public static void mount(CommandLine root) {
        root.addSubcommand(new PathCommand());
        root.addSubcommand(new SessionCommand());
        root.addSubcommand(new ClusterCommand());
        root.addSubcommand(new EventsCommand());
        root.addSubcommand(new CompletionCommand());
        addHelp(root);
    }

    private static void addHelp(CommandLine command) {
        if (command.getCommandSpec().findOption(HELP) == null) {
            command.getCommandSpec()
                    .addOption(
                            OptionSpec.builder(HELP)
                                    .usageHelp(true)
                                    .description("Print this.")
                                    .build());
        }
        command.getSubcommands().values().forEach(AdminCommands::addHelp);
    }
}
