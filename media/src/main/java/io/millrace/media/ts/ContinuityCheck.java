package io.millrace.media.ts;

import io.netty.buffer.ByteBuf;

/**
 * The continuity counter of one PID (ISO/IEC 13818-1, 2.4.3.3): grows by one with each packet that
 * has a payload; such a packet may come twice, the same. Not thread-safe.
 */
final class ContinuityCheck {
    private static final int NONE = -1;

    /** What a packet is to those before it. */
    enum Verdict {
        NEXT,
        DUPLICATE,
        /** Packets are missing before it. */
        AFTER_LOSS,
        /** Its sender says that the counter begins anew. */
        AFTER_DISCONTINUITY
    }

    private int last = NONE;
    private int lastHash;
    private boolean repeated;

    Verdict check(TsPacket packet) {
        if (!packet.hasPayload()) {
            return Verdict.NEXT;
        }
        int counter = packet.continuityCounter();
        int before = last;
        int hashBefore = lastHash;
        last = counter;
        lastHash = hash(packet.payload());
        boolean follows = before == NONE || (before + 1 & 0xF) == counter;
        boolean mayRepeat = before == counter && hashBefore == lastHash && !repeated;
        repeated = mayRepeat;
        if (follows) {
            return Verdict.NEXT;
        }
        if (mayRepeat) {
            return Verdict.DUPLICATE;
        }
        return packet.discontinuity() ? Verdict.AFTER_DISCONTINUITY : Verdict.AFTER_LOSS;
    }

    private static int hash(ByteBuf payload) {
        int hash = 1;
        for (int i = payload.readerIndex(); i < payload.writerIndex(); i++) {
            hash = 31 * hash + payload.getByte(i);
        }
        return hash;
    }
}
