package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;

/**
 * When the clock of a multiplex is written and what it says (ISO/IEC 13818-1, 2.7.2): {@link
 * #LEAD_TICKS} before the decoding time of what is being written, growing, at least every 40 ms.
 */
final class PcrSchedule {
    /** How long a unit is in the receiver's buffer. */
    static final long LEAD_TICKS = 9_000;

    private static final long INTERVAL_TICKS = 3_600;

    /** Over a longer gap the clock jumps; it would take too many packets to fill. */
    private static final long MAX_FILLED_TICKS = 90_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final TsPacketWriter packets;
    private long lastTicks = NEVER;

    PcrSchedule(TsPacketWriter packets) {
        this.packets = packets;
    }

    /**
     * What the first packet of a PES packet says, after the clock has been brought near to it.
     *
     * @param carriesPcr whether it is on the clock's PID
     */
    TsPacketWriter.Start at(
            long dtsTicks, int pcrPid, boolean carriesPcr, boolean randomAccess, ByteBuf out) {
        long target = dtsTicks - LEAD_TICKS;
        fill(target, pcrPid, out);
        boolean ahead = lastTicks != NEVER && lastTicks >= target && !wentBack(target);
        if (!carriesPcr || (ahead && !randomAccess)) {
            return new TsPacketWriter.Start(randomAccess, false, 0);
        }
        lastTicks = ahead ? lastTicks + 1 : target;
        return new TsPacketWriter.Start(randomAccess, true, lastTicks);
    }

    private boolean wentBack(long target) {
        return lastTicks - target > MAX_FILLED_TICKS;
    }

    private void fill(long target, int pcrPid, ByteBuf out) {
        if (lastTicks == NEVER || target - lastTicks > MAX_FILLED_TICKS) {
            return;
        }
        while (target - lastTicks > INTERVAL_TICKS) {
            lastTicks += INTERVAL_TICKS;
            packets.pcrOnly(pcrPid, lastTicks, out);
        }
    }
}
