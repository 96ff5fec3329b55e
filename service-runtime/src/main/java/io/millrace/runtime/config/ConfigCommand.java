package io.millrace.runtime.config;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code config}: looks at settings without starting anything. For any command line to mount. */
@Command(
        name = "config",
        description = "Checks, shows, encrypts and decrypts settings.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ConfigCommand.EXIT_USAGE)
public final class ConfigCommand {
    static final int EXIT_USAGE = 64;

    /** Wrong settings (sysexits EX_CONFIG). */
    private static final int EXIT_CONFIG = 78;

    private static final int EXIT_FAILURE = 1;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream errors;

    /** For the process's own environment and terminal. */
    public ConfigCommand() {
        this(System.getenv(), System.out, System.err);
    }

    ConfigCommand(Map<String, String> environment, PrintStream out, PrintStream errors) {
        this.environment = environment;
        this.out = out;
        this.errors = errors;
    }

    @Command(name = "check", description = "Tells everything that is wrong with a file.")
    int check(@Parameters(paramLabel = "FILE", description = "Settings.") Path file) {
        return withConfig(Optional.of(file), _ -> out.println(file + ": good"));
    }

    @Command(name = "show", description = "Prints the settings that hold; secrets are hidden.")
    int show(
            @Option(names = "--config", paramLabel = "FILE", description = "Settings.")
                    Optional<Path> file) {
        return withConfig(file, live -> out.print(live.dump()));
    }

    @Command(name = "schema", description = "Prints the JSON schema, for editors.")
    int schema() {
        out.print(ConfigSchema.json());
        return 0;
    }

    @Command(name = "example", description = "Prints a file with every key, commented out.")
    int example() {
        out.print(ConfigExample.yaml());
        return 0;
    }

    @Command(name = "encrypt", description = "Encrypts a file with the key in MILLRACE_CONFKEY.")
    int encrypt(
            @Parameters(paramLabel = "FILE", description = "Plain settings.") Path file,
            @Option(names = "--in-place", description = "Write the file; default: print.")
                    boolean inPlace) {
        return convert(file, inPlace, SecretBox::seal);
    }

    @Command(name = "decrypt", description = "Decrypts a file with the key in MILLRACE_CONFKEY.")
    int decrypt(
            @Parameters(paramLabel = "FILE", description = "Encrypted settings.") Path file,
            @Option(names = "--in-place", description = "Write the file; default: print.")
                    boolean inPlace) {
        return convert(file, inPlace, SecretBox::open);
    }

    /** What is done with good settings. */
    private interface Use {
        void with(LiveConfig live);
    }

    private int withConfig(Optional<Path> file, Use use) {
        try (LiveConfig live = LiveConfig.load(ConfigSources.of(file, environment, Map.of()))) {
            use.with(live);
            return 0;
        } catch (ConfigException wrong) {
            List<ConfigProblem> problems = wrong.problems();
            problems.forEach(problem -> errors.println(problem));
            return EXIT_CONFIG;
        }
    }

    /** Text and key to text. */
    private interface Conversion {
        String of(String text, String key) throws SecretBox.NotOpenedException;
    }

    private int convert(Path file, boolean inPlace, Conversion conversion) {
        Optional<String> key = Optional.ofNullable(environment.get(ConfigFile.KEY_VARIABLE));
        if (key.isEmpty() || key.get().isEmpty()) {
            errors.println("millrace: set " + ConfigFile.KEY_VARIABLE + " to the key");
            return EXIT_USAGE;
        }
        try {
            String converted = conversion.of(Files.readString(file), key.get());
            if (inPlace) {
                // No old copy: it would keep the secrets readable.
                ConfigFile.replace(file, false, converted);
            } else {
                out.print(converted);
                out.flush();
            }
            return 0;
        } catch (IOException | SecretBox.NotOpenedException failed) {
            errors.println("millrace: " + file + ": " + failed.getMessage());
            return EXIT_FAILURE;
        }
    }
}
