package io.millrace.testkit.net;

/**
 * What a line did to the datagrams of one direction.
 *
 * @param forwarded each once, however many copies were sent
 * @param reordered those among the forwarded that others could overtake
 */
public record LineCounts(long forwarded, long dropped, long duplicated, long reordered) {
    LineCounts plus(LineCounts other) {
        return new LineCounts(
                forwarded + other.forwarded,
                dropped + other.dropped,
                duplicated + other.duplicated,
                reordered + other.reordered);
    }
}
