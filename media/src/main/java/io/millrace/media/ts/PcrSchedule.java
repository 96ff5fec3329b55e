package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;

/**
 * The clock of a multiplex of variable rate (ISO/IEC 13818-1, 2.7.2): it is {@link #LEAD_TICKS}
 * before the decoding time of what is being written, growing, and is written at least every 40 ms.
 * So a unit is in the receiver's buffer for that long, and has come in whole before it is decoded:
 * the next clock value is of the next unit.
 */
final class PcrSchedule implements MuxClock {
    /** How long a unit is in the receiver's buffer. */
    static final long LEAD_TICKS = 9_000;

    private static final long INTERVAL_TICKS = 3_600;

    /** Over a longer gap the clock jumps; it would take too many packets to fill. */
    private static final long MAX_FILLED_TICKS = 90_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final TsPacketWriter packets;
    private int pcrPid;
    private long lastTicks = NEVER;

    PcrSchedule(Continuity continuity) {
        packets = new TsPacketWriter(continuity);
    }

    @Override
    public void usePid(int newPcrPid) {
        pcrPid = newPcrPid;
    }

    @Override
    public void beforePacket(ByteBuf out) {
        // A packet takes no time: the rate is as high as it must be.
    }

    @Override
    public TsPacketWriter.Start at(long dtsTicks, int pid, boolean randomAccess, ByteBuf out) {
        long target = dtsTicks - LEAD_TICKS;
        fill(target, out);
        boolean jump = lastTicks != NEVER && Math.abs(target - lastTicks) > MAX_FILLED_TICKS;
        boolean ahead = lastTicks != NEVER && lastTicks >= target && !jump;
        if (pid != pcrPid || (ahead && !randomAccess)) {
            return new TsPacketWriter.Start(randomAccess, false, 0, false);
        }
        lastTicks = ahead ? lastTicks + 1 : target;
        return new TsPacketWriter.Start(
                randomAccess, true, lastTicks * TsConstants.SYSTEM_TICKS, jump);
    }

    @Override
    public long nowTicks(long dtsTicks) {
        return dtsTicks;
    }

    @Override
    public long lateUnits() {
        return 0;
    }

    private void fill(long target, ByteBuf out) {
        if (lastTicks == NEVER || target - lastTicks > MAX_FILLED_TICKS) {
            return;
        }
        while (target - lastTicks > INTERVAL_TICKS) {
            lastTicks += INTERVAL_TICKS;
            packets.pcrOnly(pcrPid, lastTicks * TsConstants.SYSTEM_TICKS, false, out);
        }
    }
}
