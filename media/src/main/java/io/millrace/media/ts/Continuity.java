package io.millrace.media.ts;

import java.util.HashMap;
import java.util.Map;

/** The continuity counters of a multiplex: one a PID, 4 bits, from 0 (ISO/IEC 13818-1, 2.4.3.3). */
final class Continuity {
    private final Map<Integer, Integer> nextByPid = new HashMap<>();

    /** The counter of the next packet with payload. */
    int next(int pid) {
        int value = nextByPid.getOrDefault(pid, 0);
        nextByPid.put(pid, value + 1 & 0xF);
        return value;
    }

    /** The counter that {@link #next} will give. */
    int peek(int pid) {
        return nextByPid.getOrDefault(pid, 0);
    }

    /** The counter of a packet without payload: that of the packet before it. */
    int last(int pid) {
        return nextByPid.getOrDefault(pid, 0) - 1 & 0xF;
    }
}
