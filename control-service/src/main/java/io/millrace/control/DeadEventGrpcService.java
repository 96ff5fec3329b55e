package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.DeadEventServiceGrpc;
import io.millrace.proto.control.ListDeadEventsRequest;
import io.millrace.proto.control.ListDeadEventsResponse;
import java.io.IOException;

/** Events that webhooks never took, over gRPC. */
final class DeadEventGrpcService extends DeadEventServiceGrpc.DeadEventServiceImplBase {
    private final DeadEvents dead;

    DeadEventGrpcService(DeadEvents dead) {
        this.dead = dead;
    }

    @Override
    public void list(
            ListDeadEventsRequest request, StreamObserver<ListDeadEventsResponse> observer) {
        Thread.startVirtualThread(() -> answer(request, observer));
    }

    private void answer(
            ListDeadEventsRequest request, StreamObserver<ListDeadEventsResponse> observer) {
        try {
            GrpcFailures.complete(
                    observer,
                    ListDeadEventsResponse.newBuilder()
                            .addAllEvents(dead.newest(request.getLimit()))
                            .build());
        } catch (IOException unreadable) {
            observer.onError(
                    Status.UNAVAILABLE
                            .withDescription("the events cannot be read now")
                            .withCause(unreadable)
                            .asRuntimeException());
        }
    }
}
