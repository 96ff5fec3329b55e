package io.millrace.ingest.source;

/** Brings the streams of some kinds of address. */
interface Puller {
    /**
     * Begins to pull; does not block. Every end of it, and every failure, is told to the feed by
     * {@link Feed#fail}; also one that comes before this returns.
     */
    Pull pull(PullRequest request, Feed feed);

    /** What is being pulled. */
    interface Pull extends AutoCloseable {
        /** Nothing to end. */
        Pull NONE = () -> {};

        /** Ends it; does not wait, may be called twice. */
        @Override
        void close();
    }
}
