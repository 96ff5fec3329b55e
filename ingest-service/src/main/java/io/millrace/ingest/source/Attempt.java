package io.millrace.ingest.source;

/** One pull of one address of a path. Confined to the sources' thread. */
final class Attempt {
    private final int number;
    private final Feed feed;
    private final long startedNanos = System.nanoTime();
    private Puller.Pull pull = Puller.Pull.NONE;
    private boolean closed;

    /**
     * @param number of the address, from 0
     */
    Attempt(int number, Feed feed) {
        this.number = number;
        this.feed = feed;
    }

    int number() {
        return number;
    }

    Feed feed() {
        return feed;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** What is to be ended with it. */
    void holds(Puller.Pull begun) {
        pull = begun;
        if (closed) {
            begun.close();
        }
    }

    void close() {
        closed = true;
        feed.close();
        pull.close();
    }
}
