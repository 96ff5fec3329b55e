package io.millrace.stream;

/** Takes the records of one path's tail. Called on one thread of the log; must not block. */
public interface LogListener {
    void onRecord(LoggedRecord record);

    /** All records fetched together were delivered: the moment to wake readers. */
    void onBatchEnd();

    /** The tail cannot go on; no more calls follow. */
    void onFailure(Exception failure);
}
