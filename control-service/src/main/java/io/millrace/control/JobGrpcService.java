package io.millrace.control;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.CommandJobRequest;
import io.millrace.proto.control.CommandJobResponse;
import io.millrace.proto.control.Job;
import io.millrace.proto.control.JobCommand;
import io.millrace.proto.control.JobReport;
import io.millrace.proto.control.JobServiceGrpc;
import io.millrace.proto.control.ListJobsRequest;
import io.millrace.proto.control.ListJobsResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Jobs over gRPC. */
final class JobGrpcService extends JobServiceGrpc.JobServiceImplBase {
    private final JobBook jobs;

    JobGrpcService(JobBook jobs) {
        this.jobs = jobs;
    }

    @Override
    public StreamObserver<JobReport> report(StreamObserver<JobCommand> commands) {
        Reports reports = new Reports(commands);
        ((ServerCallStreamObserver<JobCommand>) commands).setOnCancelHandler(reports::end);
        return reports;
    }

    /** The reports of one stream; gRPC calls one at a time. */
    private final class Reports implements StreamObserver<JobReport> {
        private final StreamObserver<JobCommand> commands;
        private volatile Optional<String> pod = Optional.empty();

        Reports(StreamObserver<JobCommand> commands) {
            this.commands = commands;
        }

        @Override
        public void onNext(JobReport report) {
            Optional<String> problem = LeaseGrpcService.nameProblem("pod", report.getPod());
            if (problem.isPresent()) {
                commands.onError(
                        Status.INVALID_ARGUMENT
                                .withDescription(problem.get())
                                .asRuntimeException());
                return;
            }
            pod = Optional.of(report.getPod());
            jobs.report(report, commands);
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

        void end() {
            pod.ifPresent(name -> jobs.ended(name, commands));
        }
    }

    @Override
    public void list(ListJobsRequest request, StreamObserver<ListJobsResponse> observer) {
        Page<Job> page = Page.of(jobs.list(request), request.getPage(), request.getItemsPerPage());
        GrpcFailures.complete(
                observer,
                ListJobsResponse.newBuilder()
                        .addAllJobs(page.items())
                        .setItemCount(page.itemCount())
                        .setPageCount(page.pageCount())
                        .build());
    }

    @Override
    public void command(CommandJobRequest request, StreamObserver<CommandJobResponse> observer) {
        Optional<CompletableFuture<String>> asked = jobs.command(request);
        if (asked.isEmpty()) {
            String text = "no pod does such a job of path '" + request.getPath() + "'";
            observer.onError(Status.NOT_FOUND.withDescription(text).asRuntimeException());
            return;
        }
        var _ =
                asked.get()
                        .thenAccept(problem -> {
                            if (problem.isEmpty()) {
                                GrpcFailures.complete(
                                        observer, CommandJobResponse.getDefaultInstance());
                            } else {
                                observer.onError(
                                        Status.FAILED_PRECONDITION
                                                .withDescription(problem)
                                                .asRuntimeException());
                            }
                        });
    }
}
