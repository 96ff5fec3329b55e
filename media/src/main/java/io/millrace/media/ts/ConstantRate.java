package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;

/**
 * The clock of a multiplex of constant rate: the time of a byte is its place in the stream (ISO/IEC
 * 13818-1, 2.4.2.2). Packets of the clock alone come every 35 ms, and null packets where nothing is
 * to be sent yet: a unit begins at the lead before its decoding time, or as soon after it as those
 * before it are through. Over a jump of time the clock jumps too, and says so.
 */
final class ConstantRate implements MuxClock {
    private static final long SYSTEM_RATE = 300L * TsConstants.CLOCK_RATE;
    private static final long INTERVAL = SYSTEM_RATE * 35 / 1000;
    private static final long MAX_FILLED = SYSTEM_RATE;

    /** A PCR is the time of the byte with the last bit of its base: the 11th of the packet. */
    private static final int PCR_BYTE = 10;

    private static final long NEVER = Long.MIN_VALUE;

    private final TsPacketWriter packets;
    private final TablesDue tables;
    private final long bitsPerSecond;
    private final long lead;
    private int pcrPid;
    private long bytes;
    private long base;
    private long lastPcr = NEVER;
    private boolean started;
    private boolean writingTables;
    private boolean jumped;
    private long lateUnits;

    /** Writes the program's tables if they are due. */
    interface TablesDue {
        void writeIfDue(long nowTicks, ByteBuf out);
    }

    ConstantRate(Continuity continuity, TsMuxerSettings settings, TablesDue tables) {
        packets = new TsPacketWriter(continuity);
        bitsPerSecond = settings.bitsPerSecond();
        this.tables = tables;
        lead = settings.leadTicks() * TsConstants.SYSTEM_TICKS;
    }

    @Override
    public long nowTicks(long dtsTicks) {
        return now() / TsConstants.SYSTEM_TICKS;
    }

    @Override
    public long lateUnits() {
        return lateUnits;
    }

    @Override
    public void usePid(int newPcrPid) {
        pcrPid = newPcrPid;
    }

    @Override
    public void beforePacket(ByteBuf out) {
        if (started && !writingTables) {
            writingTables = true;
            tables.writeIfDue(now() / TsConstants.SYSTEM_TICKS, out);
            writingTables = false;
        }
        writeClockIfDue(out);
        bytes += TsConstants.PACKET_SIZE;
    }

    private void writeClockIfDue(ByteBuf out) {
        if (started && (lastPcr == NEVER || now() - lastPcr >= INTERVAL)) {
            long pcr = base + duration(bytes + PCR_BYTE);
            packets.pcrOnly(pcrPid, pcr, jumped, out);
            jumped = false;
            lastPcr = pcr;
            bytes += TsConstants.PACKET_SIZE;
        }
    }

    @Override
    public TsPacketWriter.Start at(long dtsTicks, int pid, boolean randomAccess, ByteBuf out) {
        long target = dtsTicks * TsConstants.SYSTEM_TICKS - lead;
        boolean jump =
                started && (target - now() > MAX_FILLED || now() - target > 2 * lead + MAX_FILLED);
        if (!started || jump) {
            base = target - duration(bytes);
            jumped = started;
            started = true;
            lastPcr = NEVER;
        }
        while (now() < target) {
            beforePacket(out);
            packets.stuffing(out);
        }
        lateUnits += now() > target + lead ? 1 : 0;
        return new TsPacketWriter.Start(randomAccess, false, 0, false);
    }

    private long now() {
        return base + duration(bytes);
    }

    /** Ticks of 27 MHz that bytes take; in two parts, for the product would not fit. */
    private long duration(long count) {
        long bits = 8 * count;
        return bits / bitsPerSecond * SYSTEM_RATE
                + bits % bitsPerSecond * SYSTEM_RATE / bitsPerSecond;
    }
}
