package io.millrace.media.ts;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** How often each {@link TsDrop} happened in one stream. Confined to its demuxer's thread. */
public final class TsCounts {
    private static final TsDrop[] LOST_UNITS = {
        TsDrop.PES_TORN, TsDrop.UNIT_MALFORMED, TsDrop.UNIT_BEFORE_FORMAT, TsDrop.UNIT_WITHOUT_TIME
    };
    private static final TsDrop[] MALFORMED = {
        TsDrop.TRANSPORT_ERROR,
        TsDrop.PACKET_MALFORMED,
        TsDrop.SECTION_MALFORMED,
        TsDrop.TOO_BIG,
        TsDrop.PES_MALFORMED,
        TsDrop.UNIT_MALFORMED
    };

    private final Map<TsDrop, Long> counts = new EnumMap<>(TsDrop.class);

    TsCounts() {}

    public long count(TsDrop reason) {
        return counts.getOrDefault(reason, 0L);
    }

    void add(TsDrop reason, long number) {
        if (number != 0) {
            counts.merge(reason, number, Long::sum);
        }
    }

    void increment(TsDrop reason) {
        add(reason, 1);
    }

    /** Units that are missing: torn by loss, broken, before their format, or without time. */
    long lostUnits() {
        return sum(LOST_UNITS);
    }

    /** What broke a specification. */
    long malformed() {
        return sum(MALFORMED);
    }

    private long sum(TsDrop[] reasons) {
        return Arrays.stream(reasons).mapToLong(this::count).sum();
    }
}
