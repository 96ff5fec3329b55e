package io.millrace.media.ts;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where PES packets began in bytes that are held together, and what they said. A timestamp belongs
 * to the first access unit that begins in its packet (ISO/IEC 13818-1, 2.4.3.7). Not thread-safe.
 */
final class PesMarks {
    private final Deque<Mark> marks = new ArrayDeque<>();

    /**
     * The begin of a PES packet.
     *
     * @param at index in the held bytes
     * @param packetNumber in the transport stream
     */
    record Mark(int at, long ptsTicks, long dtsTicks, long packetNumber) {
        boolean hasTimestamp() {
            return ptsTicks != PesPacket.NO_TIMESTAMP;
        }

        private Mark withoutTimestamp() {
            return new Mark(at, PesPacket.NO_TIMESTAMP, PesPacket.NO_TIMESTAMP, packetNumber);
        }

        private Mark earlierBy(int bytes) {
            return new Mark(at - bytes, ptsTicks, dtsTicks, packetNumber);
        }
    }

    void add(int at, PesPacket packet, long packetNumber) {
        marks.addLast(new Mark(at, packet.ptsTicks(), packet.dtsTicks(), packetNumber));
    }

    /** The packet in which an access unit that begins here begins; takes its timestamp away. */
    Mark claim(int at) {
        while (marks.size() > 1 && second().at() <= at) {
            marks.removeFirst();
        }
        Mark mark = marks.removeFirst();
        marks.addFirst(mark.withoutTimestamp());
        return mark;
    }

    /** Where the packet that holds this index begins; it is in the last one or the one before. */
    int beginOfPacket(int index) {
        int begin = 0;
        for (Mark mark : marks) {
            begin = mark.at() <= index ? Math.max(0, mark.at()) : begin;
        }
        return begin;
    }

    /** The first bytes are held no more. */
    void drop(int bytes) {
        while (marks.size() > 1 && second().at() <= bytes) {
            marks.removeFirst();
        }
        int count = marks.size();
        for (int i = 0; i < count; i++) {
            marks.addLast(marks.removeFirst().earlierBy(bytes));
        }
    }

    void clear() {
        marks.clear();
    }

    /** Number of the oldest packet. */
    long oldestPacket() {
        Mark oldest = marks.peekFirst();
        return oldest == null ? ElementaryReader.NOTHING_HELD : oldest.packetNumber();
    }

    private Mark second() {
        var iterator = marks.iterator();
        iterator.next();
        return iterator.next();
    }
}
