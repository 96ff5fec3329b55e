package io.millrace.stream.kafka;

/**
 * Counts the records of one epoch, and so knows where the next one stands in the topic unless
 * others write too (docs/log-format.md). After a loss it says nothing more: a record of another
 * writer could stand where the lost one would have stood, and the numbers would agree all the same.
 * {@link #lost} may be called on any thread, all else by the writer.
 */
final class ExpectedOffsets {
    private long next;
    private volatile boolean broken;

    /** Of an epoch whose start mark stands at this offset. */
    ExpectedOffsets(long startOffset) {
        next = startOffset + 1;
    }

    /** Of the next record; {@link RecordCodec#NOT_TOLD} if it cannot be known. */
    long next() {
        return broken ? RecordCodec.NOT_TOLD : next;
    }

    /** The next record is on its way. */
    void taken() {
        next++;
    }

    /** One that was on its way does not stand in the log. */
    void lost() {
        broken = true;
    }
}
