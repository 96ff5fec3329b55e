package io.millrace.stream;

/** Calls work at a steady, coarse pace. A seam: one thread a pod, or by hand in tests. */
public interface Ticker {
    /** Calls {@code work}, which must not block, about every {@code millis} until closed. */
    Registration every(long millis, Runnable work);

    /** Work that is called. */
    interface Registration extends AutoCloseable {
        /** Ends it; a call under way on another thread may still finish. */
        @Override
        void close();
    }
}
