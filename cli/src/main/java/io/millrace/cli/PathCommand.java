package io.millrace.cli;

import io.grpc.ManagedChannel;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.ListPathsRequest;
import io.millrace.proto.control.ListPathsResponse;
import io.millrace.proto.control.Path;
import io.millrace.proto.control.PathServiceGrpc;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionFilter;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code path}. */
@Command(
        name = "path",
        description = "Paths that are being published.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class PathCommand {
    @Command(name = "list", description = "Lists paths.", exitCodeOnInvalidInput = ExitCodes.USAGE)
    int list(
            @Mixin ControlOptions control,
            @Option(
                            names = "--prefix",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Only those that begin so.")
                    String prefix) {
        return control.run((channel, out) -> {
            print(control, paths(control, channel, prefix), out);
            return ExitCodes.OK;
        });
    }

    @Command(
            name = "show",
            description = "Shows one path and its sessions.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int show(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "PATH", description = "Name of the path.") String name) {
        return control.run((channel, out) -> {
            List<Path> found =
                    paths(control, channel, name).stream()
                            .filter(path -> path.getName().equals(name))
                            .toList();
            SessionFilter filter = SessionFilter.newBuilder().setPath(name).build();
            List<Session> sessions = SessionCommand.sessions(control, channel, filter);
            if (found.isEmpty() && sessions.isEmpty()) {
                control.errors().println("millrace: nobody publishes or reads '" + name + "'");
                return ExitCodes.REFUSED;
            }
            print(control, found, out);
            if (!control.isJson()) {
                out.println();
            }
            SessionCommand.print(control, sessions, out);
            return ExitCodes.OK;
        });
    }

    @Command(
            name = "kick",
            description = "Ends the sessions of a path.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int kick(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "PATH", description = "Name of the path.") String path,
            @Option(names = "--publisher", description = "Only who publishes it.")
                    boolean publisher,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "For the log, and for peers whose protocol can tell it.")
                    String reason) {
        SessionFilter.Builder filter = SessionFilter.newBuilder().setPath(path);
        if (publisher) {
            filter.setKind(Session.Kind.PUBLISH);
        }
        return SessionCommand.kick(control, filter.build(), reason);
    }

    private static List<Path> paths(ControlOptions control, ManagedChannel channel, String prefix) {
        List<Path> paths = new ArrayList<>();
        ListPathsResponse answer;
        int page = 0;
        do {
            ListPathsRequest request =
                    ListPathsRequest.newBuilder().setPrefix(prefix).setPage(page++).build();
            answer = control.limited(PathServiceGrpc.newBlockingStub(channel)).list(request);
            paths.addAll(answer.getPathsList());
        } while (page < answer.getPageCount());
        return paths;
    }

    private static void print(ControlOptions control, List<Path> paths, PrintWriter out) {
        if (control.isJson()) {
            paths.forEach(path -> out.println(JsonText.of(path)));
            return;
        }
        Table table =
                new Table("PATH", "EPOCH", "POD", "PUBLISHER", "READERS", "STANDBYS", "SINCE");
        for (Path path : paths) {
            table.add(
                    path.getName(),
                    path.getEpoch(),
                    path.getPod(),
                    path.getPublisher(),
                    path.getReaders(),
                    path.getStandbys(),
                    Instant.ofEpochMilli(path.getGrantedAtMillis()));
        }
        table.print(out);
    }
}
