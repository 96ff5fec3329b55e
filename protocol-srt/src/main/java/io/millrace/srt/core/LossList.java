package io.millrace.srt.core;

import io.millrace.srt.wire.SequenceNumber;
import io.millrace.srt.wire.SequenceRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lost packets as sorted, disjoint ranges (draft-sharabayko-srt, 4.8.1). All numbers in it have to
 * be within 2^30 of each other, which the buffers see to; so the number of ranges has a limit too.
 * Adding at the end and removing at the front, the usual cases, move nothing. Not thread-safe.
 */
final class LossList {
    private static final int INITIAL_RANGES = 16;

    private int[] firsts = new int[INITIAL_RANGES];
    private int[] lasts = new int[INITIAL_RANGES];
    private int start;
    private int end;
    private int packets;

    boolean isEmpty() {
        return start == end;
    }

    int packets() {
        return packets;
    }

    /** The first lost packet; only when there is one. */
    int first() {
        return firsts[start];
    }

    /** The last packet of the first range; only when there is one. */
    int firstRangeEnd() {
        return lasts[start];
    }

    boolean contains(int sequence) {
        int index = find(sequence);
        return index < end && SequenceNumber.distance(firsts[index], sequence) >= 0;
    }

    /** The first range that does not end before the sequence number. */
    private int find(int sequence) {
        int low = start;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (SequenceNumber.isBefore(lasts[middle], sequence)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Adds a range; what is in the list already stays once. */
    void add(int first, int last) {
        int from = find(SequenceNumber.plus(first, -1));
        int to = from;
        int newFirst = first;
        int newLast = last;
        while (to < end && SequenceNumber.distance(firsts[to], last) >= -1) {
            newFirst = SequenceNumber.isBefore(firsts[to], newFirst) ? firsts[to] : newFirst;
            newLast = SequenceNumber.isBefore(newLast, lasts[to]) ? lasts[to] : newLast;
            packets -= size(to);
            to++;
        }
        int index = replace(from, to, 1);
        firsts[index] = newFirst;
        lasts[index] = newLast;
        packets += size(index);
    }

    private int size(int index) {
        return SequenceNumber.distance(firsts[index], lasts[index]) + 1;
    }

    /** Makes room for {@code count} ranges where those of {@code from} to {@code to} are. */
    private int replace(int from, int to, int count) {
        int index = from - start;
        int after = to - start;
        int size = end - start;
        int newSize = size - (after - index) + count;
        if (start + newSize > firsts.length) {
            int capacity = newSize > firsts.length / 2 ? firsts.length * 2 : firsts.length;
            firsts = Arrays.copyOf(Arrays.copyOfRange(firsts, start, end), capacity);
            lasts = Arrays.copyOf(Arrays.copyOfRange(lasts, start, end), capacity);
            start = 0;
        }
        int source = start + after;
        int target = start + index + count;
        System.arraycopy(firsts, source, firsts, target, size - after);
        System.arraycopy(lasts, source, lasts, target, size - after);
        end = start + newSize;
        return start + index;
    }

    /** Takes one packet out; false when it was not in. */
    boolean remove(int sequence) {
        int index = find(sequence);
        if (index == end || SequenceNumber.distance(firsts[index], sequence) < 0) {
            return false;
        }
        packets--;
        boolean atFirst = firsts[index] == sequence;
        boolean atLast = lasts[index] == sequence;
        if (atFirst && atLast) {
            removeRange(index);
        } else if (atFirst) {
            firsts[index] = SequenceNumber.plus(sequence, 1);
        } else if (atLast) {
            lasts[index] = SequenceNumber.plus(sequence, -1);
        } else {
            split(index, sequence);
        }
        return true;
    }

    private void removeRange(int index) {
        if (index == start) {
            start++;
        } else {
            replace(index, index + 1, 0);
        }
    }

    private void split(int index, int sequence) {
        int last = lasts[index];
        int first = firsts[index];
        int place = replace(index, index + 1, 2);
        firsts[place] = first;
        lasts[place] = SequenceNumber.plus(sequence, -1);
        firsts[place + 1] = SequenceNumber.plus(sequence, 1);
        lasts[place + 1] = last;
    }

    /** Takes out everything before a sequence number. */
    void removeBefore(int sequence) {
        while (start < end && SequenceNumber.isBefore(firsts[start], sequence)) {
            if (SequenceNumber.isBefore(lasts[start], sequence)) {
                packets -= size(start);
                start++;
            } else {
                packets -= SequenceNumber.distance(firsts[start], sequence);
                firsts[start] = sequence;
            }
        }
    }

    /** At most so many ranges, from the front. */
    List<SequenceRange> ranges(int limit) {
        List<SequenceRange> ranges = new ArrayList<>(Math.min(limit, end - start));
        for (int index = start; index < end && ranges.size() < limit; index++) {
            ranges.add(new SequenceRange(firsts[index], lasts[index]));
        }
        return ranges;
    }
}
