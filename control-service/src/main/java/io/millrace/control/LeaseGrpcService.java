package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.control.LeaseDecision.Answer;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Leases over gRPC: requests become commands of the coordinator. */
final class LeaseGrpcService extends LeaseServiceGrpc.LeaseServiceImplBase {
    private static final int LONGEST_NAME = 256;

    private final LeaseCoordinator coordinator;
    private final PodWatches watches;
    private final PathPolicies policies;

    LeaseGrpcService(LeaseCoordinator coordinator, PodWatches watches, PathPolicies policies) {
        this.coordinator = coordinator;
        this.watches = watches;
        this.policies = policies;
    }

    @Override
    public void acquire(AcquireRequest request, StreamObserver<AcquireResponse> observer) {
        Optional<String> problem =
                PathName.problem(request.getPath())
                        .or(() -> nameProblem("pod", request.getPod()))
                        .or(() -> nameProblem("publisher", request.getPublisher()))
                        .or(() -> idProblem(request.getRequestId()));
        if (problem.isPresent()) {
            refuse(observer, problem.get());
            return;
        }
        if (!watches.isWatching(request.getPod())) {
            watches.expect(request.getPod());
        }
        String id = request.getRequestId();
        LeaseCommand command =
                new LeaseCommand.Acquire(
                        request.getPath(),
                        request.getPod(),
                        request.getPublisher(),
                        id.isEmpty() ? UUID.randomUUID().toString() : id,
                        policies.policy(request.getPath()),
                        request.getYields());
        CompletableFuture<LeaseDecision> answer = coordinator.submit(request.getPath(), command);
        ((ServerCallStreamObserver<AcquireResponse>) observer)
                .setOnCancelHandler(() -> answer.cancel(false));
        var _ =
                answer.whenComplete((decision, failure) -> {
                    if (failure != null) {
                        observer.onError(GrpcFailures.of(failure));
                    } else {
                        answer(observer, decision.answer());
                    }
                });
    }

    private static void answer(StreamObserver<AcquireResponse> observer, Answer answer) {
        switch (answer) {
            case Answer.Granted(var lease) ->
                    GrpcFailures.complete(
                            observer, AcquireResponse.newBuilder().setLease(lease).build());
            case Answer.Standby(var lease) ->
                    GrpcFailures.complete(
                            observer,
                            AcquireResponse.newBuilder().setLease(lease).setStandby(true).build());
            case Answer.Refused(String reason) ->
                    observer.onError(
                            Status.ALREADY_EXISTS.withDescription(reason).asRuntimeException());
            case Answer.Done() -> throw new IllegalStateException("an acquisition is answered");
        }
    }

    @Override
    public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> observer) {
        Optional<String> problem =
                PathName.problem(request.getPath())
                        .or(() -> idProblem(request.getRequestId()))
                        .or(() -> idProblem(request.getToPod()));
        if (problem.isPresent()) {
            refuse(observer, problem.get());
            return;
        }
        LeaseCommand command =
                new LeaseCommand.Release(
                        request.getPath(),
                        request.getEpoch(),
                        request.getRequestId(),
                        request.getToPod());
        GrpcFailures.answer(
                observer,
                coordinator.submit(request.getPath(), command),
                _ -> ReleaseResponse.getDefaultInstance());
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
        GrpcFailures.answer(
                observer,
                coordinator.query(all -> listed(all, request.getOwnedOnly())),
                response -> response);
    }

    private static ListLeasesResponse listed(List<LeasePartition> all, boolean ownedOnly) {
        ListLeasesResponse.Builder response = ListLeasesResponse.newBuilder();
        for (int number = 0; number < all.size(); number++) {
            LeasePartition partition = all.get(number);
            if (!ownedOnly || partition.isOwner()) {
                response.addAllLeases(partition.leases())
                        .addAllStandbys(partition.standbys())
                        .addPartitions(number);
            }
        }
        return response.build();
    }

    static Optional<String> nameProblem(String what, String name) {
        boolean good = !name.isBlank() && name.length() <= LONGEST_NAME;
        return good
                ? Optional.empty()
                : Optional.of(what + " must have 1 to " + LONGEST_NAME + " characters");
    }

    private static Optional<String> idProblem(String id) {
        return id.length() <= LONGEST_NAME
                ? Optional.empty()
                : Optional.of("an id must have at most " + LONGEST_NAME + " characters");
    }

    private static void refuse(StreamObserver<?> observer, String problem) {
        observer.onError(Status.INVALID_ARGUMENT.withDescription(problem).asRuntimeException());
    }
}
