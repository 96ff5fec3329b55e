package io.millrace.stream.push;

import io.millrace.stream.StreamRecord;

/** A connection to a far end that takes media. Used by one thread at a time; never blocks. */
public interface PushOutput extends AutoCloseable {
    /** Whether it can take more now; else {@link Listener#onWritable} says when. */
    boolean isWritable();

    /** Takes one record. The first is an entry point; so is every one behind records left out. */
    void write(StreamRecord record);

    /** Ends it in the protocol's way. */
    @Override
    void close();

    /** Is told about an output, by any thread. */
    interface Listener {
        /** It takes more again. */
        void onWritable();

        /** It is over, for a reason without secrets. */
        void onEnd(String why);
    }
}
