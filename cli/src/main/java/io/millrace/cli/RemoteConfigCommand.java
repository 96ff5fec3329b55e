package io.millrace.cli;

import io.millrace.proto.JsonText;
import io.millrace.proto.control.ApplyConfigRequest;
import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.proto.control.ConfigProblem;
import io.millrace.proto.control.ConfigServiceGrpc;
import io.millrace.proto.control.ConfigValue;
import io.millrace.proto.control.DiffConfigRequest;
import io.millrace.proto.control.DiffConfigResponse;
import io.millrace.proto.control.GetConfigRequest;
import io.millrace.proto.control.GetConfigResponse;
import io.millrace.proto.control.PatchConfigRequest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code config} can do with the settings of a running server. */
@Command(
        name = "config",
        description = "Settings of a running server.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class RemoteConfigCommand {
    @Command(
            name = "get",
            description = "Prints the settings of a running server; secrets are hidden.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int get(
            @Mixin ControlOptions control,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "KEY",
                            description = "Only this value, or what is under it: rtsp.port, auth.")
                    Optional<String> key) {
        return control.run((channel, out) -> {
            GetConfigResponse all =
                    control.limited(ConfigServiceGrpc.newBlockingStub(channel))
                            .get(GetConfigRequest.getDefaultInstance());
            if (key.isEmpty() && !control.isJson()) {
                out.print(all.getYaml());
                return ExitCodes.OK;
            }
            List<ConfigValue> values =
                    all.getValuesList().stream()
                            .filter(value -> isUnder(key.orElse(""), value.getKey()))
                            .toList();
            if (values.isEmpty()) {
                control.errors().println("millrace: no key '" + key.orElse("") + "'");
                return ExitCodes.REFUSED;
            }
            print(control, key.orElse(""), values, out);
            return ExitCodes.OK;
        });
    }

    private static boolean isUnder(String wanted, String key) {
        return wanted.isEmpty()
                || key.equals(wanted)
                || key.startsWith(wanted + ".")
                || key.startsWith(wanted + "[");
    }

    private static void print(
            ControlOptions control, String wanted, List<ConfigValue> values, PrintWriter out) {
        for (ConfigValue value : values) {
            if (control.isJson()) {
                out.println(JsonText.of(value));
            } else if (value.getKey().equals(wanted)) {
                out.println(value.getValue());
            } else {
                out.println(value.getKey() + ": " + value.getValue());
            }
        }
    }

    @Command(
            name = "set",
            description = "Changes settings of a running server, now and in its file.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int set(
            @Mixin ControlOptions control,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "KEY=VALUE",
                            description = {
                                "As in paths.live/cam.retention=1h; without a value: the default.",
                                "A name with dots stands in double quotes."
                            })
                    List<String> changes) {
        ConfigPatch patch = new ConfigPatch();
        for (String change : changes) {
            if (!patch.add(change)) {
                control.errors().println("millrace: '" + change + "' is not KEY=VALUE");
                return ExitCodes.USAGE;
            }
        }
        PatchConfigRequest request =
                PatchConfigRequest.newBuilder().setPatch(patch.text()).setAuthor(author()).build();
        return control.run((channel, out) ->
                tell(
                        control,
                        control.limited(ConfigServiceGrpc.newBlockingStub(channel)).patch(request),
                        out));
    }

    @Command(
            name = "apply",
            description = "Gives a running server these settings, now and in its file.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int apply(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "FILE", description = "All settings.") Path file) {
        return control.run((channel, out) -> {
            ApplyConfigRequest request =
                    ApplyConfigRequest.newBuilder()
                            .setYaml(Files.readString(file))
                            .setAuthor(author())
                            .build();
            return tell(
                    control,
                    control.limited(ConfigServiceGrpc.newBlockingStub(channel)).apply(request),
                    out);
        });
    }

    @Command(
            name = "diff",
            description = "Shows what 'apply' would change.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int diff(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "FILE", description = "All settings.") Path file) {
        return control.run((channel, out) -> {
            DiffConfigRequest request =
                    DiffConfigRequest.newBuilder().setYaml(Files.readString(file)).build();
            DiffConfigResponse response =
                    control.limited(ConfigServiceGrpc.newBlockingStub(channel)).diff(request);
            if (response.getProblemsCount() > 0) {
                return refused(control, response.getProblemsList());
            }
            if (control.isJson()) {
                response.getDifferencesList()
                        .forEach(difference -> out.println(JsonText.of(difference)));
                return ExitCodes.OK;
            }
            Table table = new Table("KEY", "NOW", "THEN");
            response.getDifferencesList()
                    .forEach(each -> table.add(each.getKey(), each.getBefore(), each.getAfter()));
            table.print(out);
            restart(response.getWaitingForRestartList(), out);
            return ExitCodes.OK;
        });
    }

    static int tell(ControlOptions control, ApplyConfigResponse response, PrintWriter out) {
        if (response.getProblemsCount() > 0) {
            return refused(control, response.getProblemsList());
        }
        if (control.isJson()) {
            out.println(JsonText.of(response));
            return ExitCodes.OK;
        }
        String summary = response.getSummary();
        out.println(summary.isEmpty() ? "nothing changed" : "changed: " + summary);
        restart(response.getWaitingForRestartList(), out);
        return ExitCodes.OK;
    }

    private static void restart(List<String> keys, PrintWriter out) {
        if (!keys.isEmpty()) {
            out.println("takes effect after a restart: " + String.join(", ", keys));
        }
    }

    private static int refused(ControlOptions control, List<ConfigProblem> problems) {
        for (ConfigProblem problem : problems) {
            String nearest =
                    problem.getNearest().isEmpty()
                            ? ""
                            : "; did you mean '" + problem.getNearest() + "'?";
            control.errors()
                    .println(
                            "%s: %s%s (%s)"
                                    .formatted(
                                            problem.getKey(),
                                            problem.getReason(),
                                            nearest,
                                            problem.getOrigin()));
        }
        control.errors().flush();
        return ExitCodes.CONFIG;
    }

    private static String author() {
        return System.getProperty("user.name", "");
    }
}
