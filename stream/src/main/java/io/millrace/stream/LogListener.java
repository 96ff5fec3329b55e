package io.millrace.stream;

/** Takes the records of one path's tail. Calls never overlap, and must not block. */
public interface LogListener {
    void onRecord(LoggedRecord record);

    /** All records fetched together were delivered: the moment to wake readers. */
    void onBatchEnd();

    /**
     * The log cannot be reached any more ({@code false}), or can be again: silence in between says
     * nothing about the publisher. Called on changes only, never while another call runs.
     */
    default void onReachable(boolean reachable) {}

    /** The tail cannot go on; no more calls follow. */
    void onFailure(Exception failure);
}
