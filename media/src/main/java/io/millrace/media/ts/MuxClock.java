package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;

/** The clock of a multiplex: writes PCRs, and says when what may be sent. Not thread-safe. */
interface MuxClock extends TsPacketWriter.Pacer {
    /** Sends on the clock's PID from now on. */
    void usePid(int pcrPid);

    /**
     * Brings the clock near to a unit that is about to be written.
     *
     * @param dtsTicks of 90 kHz
     * @param pid that the unit is on
     * @return what the first packet of its PES packet says
     */
    TsPacketWriter.Start at(long dtsTicks, int pid, boolean randomAccess, ByteBuf out);

    /** The time by which tables are due, where a unit with this decoding time is written. */
    long nowTicks(long dtsTicks);

    /** Units that began after their decoding time. */
    long lateUnits();
}
