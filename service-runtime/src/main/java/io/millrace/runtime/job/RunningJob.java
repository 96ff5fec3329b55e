package io.millrace.runtime.job;

/** A job that this pod does. Thread-safe. */
public interface RunningJob extends AutoCloseable {
    /** How it is going; any thread, at any time. */
    JobStatus status();

    /**
     * An operator wants something of it.
     *
     * @param verb such as {@code switch}, {@code retry}
     * @throws IllegalArgumentException saying why it cannot be done
     */
    default void command(String verb, String argument) {
        throw new IllegalArgumentException("a " + status().kind().word() + " cannot " + verb);
    }

    /** Ends it; does not wait. What it held is free when the job may run elsewhere. */
    @Override
    void close();
}
