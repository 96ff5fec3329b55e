package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.CommandJobRequest;
import io.millrace.proto.control.Job;
import io.millrace.proto.control.JobAnswer;
import io.millrace.proto.control.JobCommand;
import io.millrace.proto.control.JobReport;
import io.millrace.proto.control.ListJobsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JobBookTest {
    private final JobBook book = new JobBook();
    private final Pod one = new Pod();
    private final Pod two = new Pod();

    private static final class Pod implements StreamObserver<JobCommand> {
        private final List<JobCommand> commands = new ArrayList<>();

        @Override
        public void onNext(JobCommand command) {
            commands.add(command);
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void onCompleted() {
            throw new AssertionError("ended");
        }
    }

    private static JobReport report(String pod, String... paths) {
        JobReport.Builder report = JobReport.newBuilder().setPod(pod).setComplete(true);
        for (String path : paths) {
            report.addJobs(Job.newBuilder().setKind(Job.Kind.SOURCE).setPath(path));
        }
        return report.build();
    }

    private List<String> listed(ListJobsRequest filter) {
        return book.list(filter).stream().map(job -> job.getPod() + " " + job.getPath()).toList();
    }

    @Test
    void list_reportsOfPods_areTheNewestOfThoseWhoReport() {
        book.report(report("one", "b", "a"), one);
        book.report(report("two", "c"), two);
        book.report(report("one", "a"), one);
        assertEquals(List.of("one a", "two c"), listed(ListJobsRequest.getDefaultInstance()));
        assertEquals(List.of(), listed(ListJobsRequest.newBuilder().setPath("b").build()));
        book.ended("two", one);
        book.ended("one", one);
        assertEquals(List.of("two c"), listed(ListJobsRequest.getDefaultInstance()));
    }

    @Test
    void command_podDoesTheJob_answersForIt() {
        CommandJobRequest request =
                CommandJobRequest.newBuilder()
                        .setKind(Job.Kind.SOURCE)
                        .setPath("a")
                        .setVerb("switch")
                        .build();
        assertTrue(book.command(request).isEmpty());
        book.report(report("one", "a"), one);
        CompletableFuture<String> answer = book.command(request).orElseThrow();
        JobCommand asked = one.commands.getFirst();
        assertEquals("switch", asked.getVerb());
        JobAnswer done =
                JobAnswer.newBuilder().setNumber(asked.getNumber()).setProblem("no").build();
        book.report(JobReport.newBuilder().setPod("one").addAnswers(done).build(), one);
        assertEquals("no", answer.join());
        assertEquals(1, listed(ListJobsRequest.getDefaultInstance()).size());
    }
}
