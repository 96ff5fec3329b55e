package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one pod reports in one stream, given to a book until the stream ends; gRPC calls one at a
 * time.
 *
 * @param <R> reports
 * @param <C> commands to the pod
 */
final class PodReports<R, C> implements StreamObserver<R> {
    private final StreamObserver<C> commands;
    private final Function<R, String> podOf;
    private final Book<R, C> book;
    private volatile Optional<String> pod = Optional.empty();

    /** What keeps reports, and has commands for those who report. Thread-safe. */
    interface Book<R, C> {
        void report(R report, StreamObserver<C> commands);

        /** The pod reports in this stream no more. */
        void ended(String pod, StreamObserver<C> commands);
    }

    private PodReports(StreamObserver<C> commands, Function<R, String> podOf, Book<R, C> book) {
        this.commands = commands;
        this.podOf = podOf;
        this.book = book;
    }

    /** Takes a call over until it ends. */
    static <R, C> StreamObserver<R> taking(
            StreamObserver<C> commands, Function<R, String> podOf, Book<R, C> book) {
        PodReports<R, C> reports = new PodReports<>(commands, podOf, book);
        ((ServerCallStreamObserver<C>) commands).setOnCancelHandler(reports::end);
        return reports;
    }

    @Override
    public void onNext(R report) {
        String name = podOf.apply(report);
        Optional<String> problem = LeaseGrpcService.nameProblem("pod", name);
        if (problem.isPresent()) {
            commands.onError(
                    Status.INVALID_ARGUMENT.withDescription(problem.get()).asRuntimeException());
            return;
        }
        pod = Optional.of(name);
        book.report(report, commands);
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onCompleted() {
        end();
        commands.onCompleted();
    }

    private void end() {
        pod.ifPresent(name -> book.ended(name, commands));
    }
}
