package io.millrace.runtime.job;

import java.util.List;

/**
 * Does jobs of one kind on this pod: a bean that {@link JobBoard} finds. Every pod that has one
 * names the same jobs; control's leases say which pod does which.
 */
public interface JobRunner<S> {
    JobKind kind();

    /**
     * What should be done now by some pod, this one or another. Asked at the start, whenever the
     * settings change and after {@link JobBoard#refresh}; must not block.
     */
    List<Job<S>> wanted();

    /** Begins the job here; must not block. What goes wrong with it is the job's own to retry. */
    RunningJob start(Job<S> job);
}
