package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;

/**
 * The PES layer of one PID: puts PES packets together, with and without length. A packet that lost
 * a part is dropped whole. Not thread-safe.
 */
final class PesReader {
    private static final int INITIAL_SIZE = 4096;

    /** A bigger buffer is given back after the packet that needed it. */
    private static final int KEPT_SIZE = 1 << 20;

    private final int maxBytes;
    private final TsCounts counts;
    private byte[] pending = new byte[INITIAL_SIZE];
    private int size;
    private boolean collecting;

    PesReader(int maxBytes, TsCounts counts) {
        this.maxBytes = maxBytes;
        this.counts = counts;
    }

    /** Whether a packet has begun that is not complete. */
    boolean isCollecting() {
        return collecting;
    }

    /**
     * A packet of this PID is missing: what is being collected is not whole.
     *
     * @return whether something was being collected
     */
    boolean tear() {
        boolean torn = collecting;
        if (torn) {
            counts.increment(TsDrop.PES_TORN);
        }
        collecting = false;
        size = 0;
        return torn;
    }

    /** Takes the payload of one packet; {@link #complete} asks for what was done before it. */
    void append(boolean start, ByteBuf payload) throws MalformedMediaException {
        if (start) {
            collecting = true;
            size = 0;
        }
        if (!collecting) {
            return;
        }
        int part = payload.readableBytes();
        if (part > maxBytes - size) {
            collecting = false;
            counts.increment(TsDrop.TOO_BIG);
            throw new MalformedMediaException("PES packet of more than " + maxBytes + " bytes");
        }
        if (size + part > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(size + part, 2 * pending.length));
        }
        payload.readBytes(pending, size, part);
        size += part;
    }

    /**
     * The PES packet that has been collected.
     *
     * @param ended whether nothing more can follow: the next one begins, or the stream is at its
     *     end
     */
    Optional<PesPacket> complete(boolean ended) throws MalformedMediaException {
        if (!collecting || size < PesPacket.PREFIX_SIZE) {
            if (ended) {
                collecting = false;
            }
            return Optional.empty();
        }
        int length = (pending[4] & 0xFF) << 8 | (pending[5] & 0xFF);
        int whole = length == 0 ? size : PesPacket.PREFIX_SIZE + length;
        if (!ended && (length == 0 || size < whole)) {
            return Optional.empty();
        }
        if (size < whole) {
            tear();
            return Optional.empty();
        }
        collecting = false;
        return Optional.of(parsed(whole));
    }

    private PesPacket parsed(int whole) throws MalformedMediaException {
        byte[] bytes = pending;
        if (bytes.length > KEPT_SIZE) {
            pending = new byte[INITIAL_SIZE];
        }
        try {
            return PesPacket.parse(bytes, whole);
        } catch (MalformedMediaException e) {
            counts.increment(TsDrop.PES_MALFORMED);
            throw e;
        }
    }
}
