package io.millrace.runtime;

/** A part that lets go, before peers do, when a process is about to stop. */
@FunctionalInterface
public interface LeavesFirst {
    /** Does not wait. */
    void leave();
}
