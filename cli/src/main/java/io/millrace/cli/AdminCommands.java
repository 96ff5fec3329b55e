package io.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The administrator's commands, for a command line to have. */
public final class AdminCommands {
    private static final String HELP = "--help";

    private AdminCommands() {}

    /**
     * Adds {@code path}, {@code session}, {@code cluster}, {@code user}, {@code push}, {@code
     * events} and {@code completion}; to {@code config}, which may be there, what asks a running
     * server; and {@code --help} to every command that lacks it.
     */
    public static void mount(CommandLine root) {
        root.addSubcommand(new PathCommand());
        root.addSubcommand(new SessionCommand());
        root.addSubcommand(new SourceCommand());
        root.addSubcommand(new ClusterCommand());
        root.addSubcommand(new UserCommand());
        root.addSubcommand(new PushCommand());
        root.addSubcommand(new EventsCommand());
        root.addSubcommand(new CompletionCommand());
        CommandLine remote = new CommandLine(new RemoteConfigCommand());
        CommandLine config = root.getSubcommands().get(remote.getCommandName());
        if (config == null) {
            root.addSubcommand(remote);
        } else {
            remote.getSubcommands().forEach(config::addSubcommand);
        }
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
