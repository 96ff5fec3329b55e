package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.KickRequest;
import io.millrace.proto.control.KickResponse;
import io.millrace.proto.control.ListSessionsRequest;
import io.millrace.proto.control.ListSessionsResponse;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionCommand;
import io.millrace.proto.control.SessionFilter;
import io.millrace.proto.control.SessionReport;
import io.millrace.proto.control.SessionServiceGrpc;
import java.util.List;

/** Sessions over gRPC. */
final class SessionGrpcService extends SessionServiceGrpc.SessionServiceImplBase {
    private final SessionBook sessions;

    SessionGrpcService(SessionBook sessions) {
        this.sessions = sessions;
    }

    @Override
    public StreamObserver<SessionReport> report(StreamObserver<SessionCommand> commands) {
        return PodReports.taking(commands, SessionReport::getPod, sessions);
    }

    @Override
    public void list(ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
        List<Session> found;
        try {
            found = sessions.list(request.getFilter());
        } catch (IllegalArgumentException senseless) {
            observer.onError(GrpcFailures.senseless(senseless));
            return;
        }
        Page<Session> page = Page.of(found, request.getPage(), request.getItemsPerPage());
        GrpcFailures.complete(
                observer,
                ListSessionsResponse.newBuilder()
                        .addAllSessions(page.items())
                        .setItemCount(page.itemCount())
                        .setPageCount(page.pageCount())
                        .build());
    }

    @Override
    public void kick(KickRequest request, StreamObserver<KickResponse> observer) {
        SessionFilter filter = request.getFilter();
        if (filter.getId().isEmpty() && filter.getPath().isEmpty() && filter.getUser().isEmpty()) {
            observer.onError(
                    Status.INVALID_ARGUMENT
                            .withDescription("a session's id, a path or a user must be given")
                            .asRuntimeException());
            return;
        }
        int kicked;
        try {
            kicked = sessions.kick(filter, reason(request.getReason()));
        } catch (IllegalArgumentException senseless) {
            observer.onError(GrpcFailures.senseless(senseless));
            return;
        }
        if (kicked == 0) {
            observer.onError(
                    Status.NOT_FOUND.withDescription("no such session").asRuntimeException());
        } else {
            GrpcFailures.complete(observer, KickResponse.newBuilder().setKicked(kicked).build());
        }
    }

    static String reason(String given) {
        return given.isBlank() ? "ended by an operator" : given;
    }
}
