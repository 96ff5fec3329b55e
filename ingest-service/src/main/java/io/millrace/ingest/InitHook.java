package io.millrace.ingest;

import io.millrace.runtime.hook.Hook;
import io.millrace.runtime.hook.HookEvent;
import io.millrace.runtime.hook.Hooks;
import io.millrace.runtime.job.Job;
import io.millrace.runtime.job.JobStatus;
import io.millrace.runtime.job.RunningJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that runs on this pod as long as the job is this pod's.
 *
 * @param program empty if it was left out: too many ran
 */
record InitHook(Job<Hook> job, Optional<Hooks.Program> program, Instant since)
        implements RunningJob {
    InitHook(Job<Hook> job, Optional<Hooks.Program> program) {
        this(job, program, Instant.now());
    }

    @Override
    public JobStatus status() {
        boolean runs = program.filter(Hooks.Program::isRunning).isPresent();
        return status(job, runs ? "running" : "ended", HookEvent.INIT, since);
    }

    /** Of a job that runs a program: only the setting's name, as arguments may be secret. */
    static JobStatus status(Job<Hook> job, String state, HookEvent event, Instant since) {
        return new JobStatus(
                job.kind(),
                job.path(),
                job.id(),
                state,
                event.key(),
                since,
                List.of(),
                List.of(),
                Map.of());
    }

    @Override
    public void close() {
        program.ifPresent(Hooks.Program::close);
    }
}
