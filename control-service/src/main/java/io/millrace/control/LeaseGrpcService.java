package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.AcquireRequest;
import io.millrace.proto.control.AcquireResponse;
import io.millrace.proto.control.LeaseEvent;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.ListLeasesRequest;
import io.millrace.proto.control.ListLeasesResponse;
import io.millrace.proto.control.ReleaseRequest;
import io.millrace.proto.control.ReleaseResponse;
import io.millrace.proto.control.WatchRequest;
import io.millrace.stream.PathName;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Leases over gRPC: requests become commands of the coordinator. */
final class LeaseGrpcService extends LeaseServiceGrpc.LeaseServiceImplBase {
    private static final int LONGEST_NAME = 256;

    private final LeaseCoordinator coordinator;
    private final PodWatches watches;

    LeaseGrpcService(LeaseCoordinator coordinator, PodWatches watches) {
        this.coordinator = coordinator;
        this.watches = watches;
    }

    @Override
    public void acquire(AcquireRequest request, StreamObserver<AcquireResponse> observer) {
        Optional<String> problem =
                PathName.problem(request.getPath())
                        .or(() -> nameProblem("pod", request.getPod()))
                        .or(() -> nameProblem("publisher", request.getPublisher()));
        if (problem.isPresent()) {
            refuse(observer, problem.get());
            return;
        }
        if (!watches.isWatching(request.getPod())) {
            watches.expect(request.getPod());
        }
        LeaseCommand command =
                new LeaseCommand.Acquire(
                        request.getPath(), request.getPod(), request.getPublisher());
        answer(
                observer,
                coordinator.submit(command),
                decision ->
                        AcquireResponse.newBuilder()
                                .setLease(decision.granted().orElseThrow())
                                .build());
    }

    @Override
    public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> observer) {
        LeaseCommand command = new LeaseCommand.Release(request.getPath(), request.getEpoch());
        answer(observer, coordinator.submit(command), _ -> ReleaseResponse.getDefaultInstance());
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<LeaseEvent> observer) {
        Optional<String> problem = nameProblem("pod", request.getPod());
        if (problem.isPresent()) {
            refuse(observer, problem.get());
        } else {
            watches.open(request.getPod(), (ServerCallStreamObserver<LeaseEvent>) observer);
        }
    }

    @Override
    public void list(ListLeasesRequest request, StreamObserver<ListLeasesResponse> observer) {
        answer(
                observer,
                coordinator.leases(),
                leases -> ListLeasesResponse.newBuilder().addAllLeases(leases).build());
    }

    private static Optional<String> nameProblem(String what, String name) {
        boolean good = !name.isBlank() && name.length() <= LONGEST_NAME;
        return good
                ? Optional.empty()
                : Optional.of(what + " must have 1 to " + LONGEST_NAME + " characters");
    }

    private static void refuse(StreamObserver<?> observer, String problem) {
        observer.onError(Status.INVALID_ARGUMENT.withDescription(problem).asRuntimeException());
    }

    private static <T, R> void answer(
            StreamObserver<R> observer, CompletionStage<T> result, Function<T, R> response) {
        result.whenComplete((value, failure) -> {
            if (failure != null) {
                Status status = Status.UNAVAILABLE.withDescription(failure.getMessage());
                observer.onError(status.withCause(failure).asRuntimeException());
            } else {
                observer.onNext(response.apply(value));
                observer.onCompleted();
            }
        });
    }
}
