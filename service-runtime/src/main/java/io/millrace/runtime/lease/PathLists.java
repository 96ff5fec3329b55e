package io.millrace.runtime.lease;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.Lease;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.ListLeasesRequest;
import io.millrace.proto.control.ListLeasesResponse;
import io.millrace.runtime.job.JobNames;
import io.millrace.stream.PathName;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks every replica of control which paths are leased of those that it owns. */
final class PathLists {
    private static final long LIMIT_MILLIS = 2_000;

    private PathLists() {}

    /** A replica out of reach counts for nothing: its paths are missing for a moment. */
    static CompletionStage<List<PathName>> ask(List<ManagedChannel> replicas) {
        List<CompletableFuture<List<PathName>>> answers =
                replicas.stream().map(PathLists::ask).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ ->
                        answers.stream()
                                .flatMap(answer -> answer.join().stream())
                                .distinct()
                                .sorted(Comparator.comparing(PathName::value))
                                .toList());
    }

    private static CompletableFuture<List<PathName>> ask(ManagedChannel replica) {
        Answer answer = new Answer();
        LeaseServiceGrpc.newStub(replica)
                .withDeadlineAfter(LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .list(ListLeasesRequest.newBuilder().setOwnedOnly(true).build(), answer);
        return answer.paths;
    }

    private static final class Answer implements StreamObserver<ListLeasesResponse> {
        private final CompletableFuture<List<PathName>> paths = new CompletableFuture<>();

        @Override
        public void onNext(ListLeasesResponse response) {
            paths.complete(
                    response.getLeasesList().stream()
                            .map(Lease::getPath)
                            .filter(path -> !JobNames.isJob(path))
                            .map(PathName::new)
                            .toList());
        }

        @Override
        public void onError(Throwable failure) {
            paths.complete(List.of());
        }

        @Override
        public void onCompleted() {
            paths.complete(List.of());
        }
    }
}
