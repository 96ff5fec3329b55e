package io.millrace.cli;

import io.millrace.proto.JsonText;
import io.millrace.proto.control.ApplyConfigResponse;
import io.millrace.proto.control.AuthServiceGrpc;
import io.millrace.proto.control.CheckAccessRequest;
import io.millrace.proto.control.CheckAccessResponse;
import io.millrace.proto.control.ConfigServiceGrpc;
import io.millrace.proto.control.EditConfigRequest;
import io.millrace.proto.control.GetConfigRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code user}. */
@Command(
        name = "user",
        description = "Users of a running server's settings (auth.users).",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class UserCommand {
    @Command(
            name = "list",
            description = "Lists users and what they may do.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int list(@Mixin ControlOptions control) {
        return control.run((channel, out) -> {
            List<ListedUser> users =
                    ListedUser.of(
                            control.limited(ConfigServiceGrpc.newBlockingStub(channel))
                                    .get(GetConfigRequest.getDefaultInstance())
                                    .getValuesList());
            if (control.isJson()) {
                users.forEach(user -> out.println(user.json()));
                return ExitCodes.OK;
            }
            Table table = new Table("USER", "PASSWORD", "FROM", "MAY");
            users.forEach(user ->
                    table.add(
                            user.name(),
                            user.password() ? "set" : "",
                            String.join(" ", user.ips()),
                            String.join(" ", user.permissions())));
            table.print(out);
            return ExitCodes.OK;
        });
    }

    @Command(
            name = "add",
            description = {
                "Adds a user; the password is asked for.",
                "What is kept of it is its hash (argon2)."
            },
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int add(
            @Mixin ControlOptions control,
            @Mixin PasswordInput password,
            @Parameters(paramLabel = "NAME", description = "Name of the user.") String name,
            @Option(
                            names = "--allow",
                            required = true,
                            paramLabel = "ACTION[:PATH]",
                            completionCandidates = Candidates.Actions.class,
                            description = {
                                "publish, read, playback, api or metrics; for a path, for those"
                                        + " that match ~REGEX, or for all. May be repeated."
                            })
                    List<String> allowed,
            @Option(
                            names = "--from",
                            paramLabel = "RANGE",
                            description = "Only from these addresses: 10.0.0.0/8. May be repeated.")
                    @Nullable List<String> ranges) {
        return control.run((channel, out) -> {
            String settings =
                    "{\"password\":%s,\"ips\":%s,\"permissions\":%s}"
                            .formatted(
                                    JsonText.quoted(PasswordHash.of(password.read())),
                                    ListedUser.texts(ranges == null ? List.of() : ranges),
                                    ListedUser.permissions(allowed));
            EditConfigRequest request =
                    edit(EditConfigRequest.Operation.ADD, name).setSettings(settings).build();
            return RemoteConfigCommand.tell(
                    control,
                    control.limited(ConfigServiceGrpc.newBlockingStub(channel)).edit(request),
                    out);
        });
    }

    @Command(
            name = "passwd",
            description = "Gives a user another password, which is asked for.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int passwd(
            @Mixin ControlOptions control,
            @Mixin PasswordInput password,
            @Parameters(paramLabel = "NAME", description = "Name of the user.") String name) {
        return control.run((channel, out) -> {
            String settings =
                    "{\"password\":" + JsonText.quoted(PasswordHash.of(password.read())) + "}";
            EditConfigRequest request =
                    edit(EditConfigRequest.Operation.CHANGE, name).setSettings(settings).build();
            return RemoteConfigCommand.tell(
                    control,
                    control.limited(ConfigServiceGrpc.newBlockingStub(channel)).edit(request),
                    out);
        });
    }

    @Command(
            name = "remove",
            description = "Removes a user; sessions that rest on it end.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int remove(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "NAME", description = "Name of the user.") String name) {
        return control.run((channel, out) -> {
            ApplyConfigResponse answer =
                    control.limited(ConfigServiceGrpc.newBlockingStub(channel))
                            .edit(edit(EditConfigRequest.Operation.REMOVE, name).build());
            return RemoteConfigCommand.tell(control, answer, out);
        });
    }

    private static EditConfigRequest.Builder edit(
            EditConfigRequest.Operation operation, String name) {
        return EditConfigRequest.newBuilder()
                .setOperation(operation)
                .setEntry(EditConfigRequest.Entry.USER)
                .setName(name)
                .setAuthor(System.getProperty("user.name", ""));
    }

    @Command(
            name = "check",
            description = {
                "Asks whether somebody may do something, and which setting decides.",
                "Ends with 0 for yes, with 1 for no."
            },
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int check(
            @Mixin ControlOptions control,
            @Mixin PasswordInput password,
            @Parameters(
                            paramLabel = "ACTION",
                            completionCandidates = Candidates.Actions.class,
                            description = "publish, read, playback, api or metrics.")
                    String action,
            @Parameters(arity = "0..1", paramLabel = "PATH", description = "Path.")
                    Optional<String> path,
            @Option(
                            names = "--user",
                            paramLabel = "NAME",
                            defaultValue = "",
                            description = {
                                "A user, whose password is taken to be right if none is given.",
                                "Without: somebody who shows nothing."
                            })
                    String user,
            @Option(
                            names = "--from",
                            paramLabel = "ADDRESS",
                            defaultValue = "127.0.0.1",
                            description = "Where the peer is (default: ${DEFAULT-VALUE}).")
                    String address,
            @Option(
                            names = "--protocol",
                            paramLabel = "NAME",
                            defaultValue = "",
                            completionCandidates = Candidates.Protocols.class,
                            description = "rtsp, rtsps, rtmp, srt, hls, …")
                    String protocol) {
        CheckAccessRequest.Builder request =
                CheckAccessRequest.newBuilder()
                        .setAction(action)
                        .setPath(path.orElse(""))
                        .setUser(user)
                        .setAddress(address)
                        .setProtocol(protocol);
        return control.run((channel, out) -> {
            if (password.isGiven()) {
                request.setPassword(new String(password.read()));
            }
            CheckAccessResponse answer =
                    control.limited(AuthServiceGrpc.newBlockingStub(channel))
                            .check(request.build());
            out.println(
                    control.isJson()
                            ? JsonText.of(answer)
                            : "%s: %s (%s)"
                                    .formatted(
                                            answer.getAllowed() ? "yes" : "no",
                                            answer.getReason(),
                                            answer.getRule()));
            return answer.getAllowed() ? ExitCodes.OK : ExitCodes.REFUSED;
        });
    }
}
