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
                    String prefix,
            @Option(
                            names = "--contains",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Only those that have this in their names.")
                    String contains,
            @Option(
                            names = "--matching",
                            paramLabel = "REGEX",
                            defaultValue = "",
                            description = "Only those whose whole names it matches.")
                    String matching,
            @Option(
                            names = "--protocol",
                            paramLabel = "NAME",
                            defaultValue = "",
                            completionCandidates = Candidates.Protocols.class,
                            description = "Publisher's: rtsp, rtsps, rtmp, srt, file, …")
                    String protocol,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "",
                            completionCandidates = Candidates.PathStates.class,
                            description = "publishing, or unseen: no pod reports the publisher.")
                    String state,
            @Option(
                            names = "--pod",
                            paramLabel = "POD",
                            defaultValue = "",
                            description = "Publisher's.")
                    String pod) {
        ListPathsRequest request =
                ListPathsRequest.newBuilder()
                        .setPrefix(prefix)
                        .setContains(contains)
                        .setMatching(matching)
                        .setProtocol(protocol)
                        .setState(state)
                        .setPod(pod)
                        .build();
        return control.run((channel, out) -> {
            print(control, paths(control, channel, request), out);
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
            ListPathsRequest request = ListPathsRequest.newBuilder().setPrefix(name).build();
            List<Path> found =
                    paths(control, channel, request).stream()
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

    private static List<Path> paths(
            ControlOptions control, ManagedChannel channel, ListPathsRequest wanted) {
        List<Path> paths = new ArrayList<>();
        ListPathsResponse answer;
        int page = 0;
        do {
            ListPathsRequest request = wanted.toBuilder().setPage(page++).build();
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
                new Table(
                        "PATH",
                        "STATE",
                        "EPOCH",
                        "POD",
                        "PUBLISHER",
                        "READERS",
                        "STANDBYS",
                        "SINCE");
        for (Path path : paths) {
            table.add(
                    path.getName(),
                    path.getState(),
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
