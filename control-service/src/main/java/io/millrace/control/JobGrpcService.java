package io.millrace.control;

import io.grpc.Status;
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
        return PodReports.taking(commands, JobReport::getPod, jobs);
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
