package io.millrace.cli;

import io.grpc.ManagedChannel;
import io.millrace.proto.JsonText;
import io.millrace.proto.control.KickRequest;
import io.millrace.proto.control.ListSessionsRequest;
import io.millrace.proto.control.ListSessionsResponse;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionFilter;
import io.millrace.proto.control.SessionServiceGrpc;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code session}. */
@Command(
        name = "session",
        description = "Who publishes and reads, on all pods.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class SessionCommand {
    /** What a session does; the names are what is typed. */
    enum Kind {
        publish,
        read
    }

    @Command(
            name = "list",
            description = "Lists sessions: those that match all that is given.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int list(
            @Mixin ControlOptions control,
            @Option(names = "--path", paramLabel = "PATH", defaultValue = "", description = "Path.")
                    String path,
            @Option(
                            names = "--contains",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "Paths that have this in their names.")
                    String contains,
            @Option(
                            names = "--matching",
                            paramLabel = "REGEX",
                            defaultValue = "",
                            description = "Paths whose whole names it matches.")
                    String matching,
            @Option(names = "--pod", paramLabel = "POD", defaultValue = "", description = "Pod.")
                    String pod,
            @Option(
                            names = "--protocol",
                            paramLabel = "NAME",
                            defaultValue = "",
                            completionCandidates = Candidates.Protocols.class,
                            description = "rtsp, rtsps, rtmp, srt, …")
                    String protocol,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            description = "Only: ${COMPLETION-CANDIDATES}.")
                    @Nullable Kind kind,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "",
                            completionCandidates = Candidates.SessionStates.class,
                            description = "publishing, standby, reading, watching, waiting.")
                    String state,
            @Option(names = "--user", paramLabel = "NAME", defaultValue = "", description = "User.")
                    String user) {
        SessionFilter filter =
                SessionFilter.newBuilder()
                        .setPath(path)
                        .setContains(contains)
                        .setMatching(matching)
                        .setPod(pod)
                        .setProtocol(protocol)
                        .setKind(proto(kind))
                        .setState(state)
                        .setUser(user)
                        .build();
        return control.run((channel, out) -> {
            print(control, sessions(control, channel, filter), out);
            return ExitCodes.OK;
        });
    }

    private static Session.Kind proto(@Nullable Kind kind) {
        return switch (kind) {
            case null -> Session.Kind.KIND_UNSPECIFIED;
            case publish -> Session.Kind.PUBLISH;
            case read -> Session.Kind.READ;
        };
    }

    @Command(
            name = "kick",
            description = "Ends a session.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int kick(
            @Mixin ControlOptions control,
            @Parameters(paramLabel = "ID", description = "As 'session list' shows it.") String id,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "For the log, and for peers whose protocol can tell it.")
                    String reason) {
        return kick(control, SessionFilter.newBuilder().setId(id).build(), reason);
    }

    /** Ends what matches; that nothing did is a failure. */
    static int kick(ControlOptions control, SessionFilter filter, String reason) {
        KickRequest request = KickRequest.newBuilder().setFilter(filter).setReason(reason).build();
        return control.run((channel, out) -> {
            int kicked =
                    control.limited(SessionServiceGrpc.newBlockingStub(channel))
                            .kick(request)
                            .getKicked();
            out.println(control.isJson() ? "{\"kicked\":" + kicked + "}" : kicked + " ended");
            return kicked == 0 ? ExitCodes.REFUSED : ExitCodes.OK;
        });
    }

    static List<Session> sessions(
            ControlOptions control, ManagedChannel channel, SessionFilter filter) {
        List<Session> sessions = new ArrayList<>();
        ListSessionsResponse answer;
        int page = 0;
        do {
            ListSessionsRequest request =
                    ListSessionsRequest.newBuilder().setFilter(filter).setPage(page++).build();
            answer = control.limited(SessionServiceGrpc.newBlockingStub(channel)).list(request);
            sessions.addAll(answer.getSessionsList());
        } while (page < answer.getPageCount());
        return sessions;
    }

    static void print(ControlOptions control, List<Session> sessions, PrintWriter out) {
        if (control.isJson()) {
            sessions.forEach(session -> out.println(JsonText.of(session)));
            return;
        }
        Table table = new Table("ID", "PATH", "STATE", "PROTOCOL", "PEER", "USER", "BYTES", "POD");
        for (Session session : sessions) {
            table.add(
                    session.getId(),
                    session.getPath(),
                    session.getState(),
                    session.getProtocol(),
                    session.getPeer(),
                    session.getUser(),
                    session.getBytes(),
                    session.getPod());
        }
        table.print(out);
    }
}
