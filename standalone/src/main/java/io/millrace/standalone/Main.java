package io.millrace.standalone;

import io.millrace.cli.AdminCommands;
import io.millrace.runtime.ServiceApplication;
import io.millrace.runtime.config.ConfigCommand;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line: the server, and with {@link AdminCommands} the administrator. */
@Command(
        name = "millrace",
        description = "Live media as a log.",
        subcommands = ConfigCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ServiceApplication.EXIT_USAGE)
public final class Main {
    private Main() {}

    /** Exits with the command's code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine commands = new CommandLine(new Main());
        AdminCommands.mount(commands);
        return commands.execute(arguments);
    }

    @Command(
            name = "up",
            description = "Runs everything on this machine until Ctrl-C.",
            exitCodeOnInvalidInput = ServiceApplication.EXIT_USAGE)
    int up(
            @Option(names = "--demo", description = "Also publish path 'demo' from a bundled clip.")
                    boolean demo,
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            defaultValue = "data",
                            description = "Where the log lives (default: ${DEFAULT-VALUE}).")
                    Path data,
            @Option(
                            names = "--kafka",
                            paramLabel = "HOST:PORT",
                            description = "Use that Kafka in place of the embedded one.")
                    Optional<String> kafka,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "Settings (docs/configuration.md).")
                    Optional<Path> config,
            @Option(
                            names = "--listen",
                            paramLabel = "ADDRESS",
                            description = "Listen there, 'all' for every address.")
                    Optional<String> listen,
            @Option(names = "--help", usageHelp = true, description = "Print this.") boolean help) {
        return new UpCommand(new Standalone.Options(data, kafka, config, listen, demo)).run();
    }

    @Command(
            name = "log",
            description = "Prints the newest records of a path.",
            exitCodeOnInvalidInput = ServiceApplication.EXIT_USAGE)
    int log(
            @Parameters(paramLabel = "PATH", description = "Name of the path.") String path,
            @Option(
                            names = "--count",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "How many records (default: ${DEFAULT-VALUE}).")
                    int count,
            @Option(names = "--follow", description = "Then print new ones until Ctrl-C.")
                    boolean follow,
            @Option(
                            names = "--kafka",
                            paramLabel = "HOST:PORT",
                            description = "The Kafka to read (default: the embedded one).")
                    Optional<String> kafka,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "Settings (docs/configuration.md).")
                    Optional<Path> config,
            @Option(names = "--help", usageHelp = true, description = "Print this.") boolean help) {
        return new LogCommand(path, count, follow, kafka, config).run();
    }

    @Command(name = "version", description = "Prints the version.")
    int version() {
        System.out.println("millrace " + Version.text());
        return 0;
    }
}
