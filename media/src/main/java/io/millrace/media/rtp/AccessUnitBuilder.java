package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.WrapAround;
import io.millrace.media.h264.NalUnits;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Collects the NAL units of one access unit from RTP packets: copies them, notices gaps in the
 * sequence, keeps the limits, and gives the whole access unit to a sink. For H.264 and H.265.
 *
 * <p>An access unit that is damaged is dropped and counted when it ends. After a gap it is unknown
 * whether the next access unit lost its head too: {@link #followsGap} says so, and the codec knows
 * how to tell. Not thread-safe; packets are borrowed.
 */
final class AccessUnitBuilder {
    private static final int INITIAL_CAPACITY = 16_384;

    /** Takes whole access units. */
    interface Sink {
        /**
         * One access unit, never empty.
         *
         * @param timestamp of RTP, not unwrapped
         * @param payload NAL units with 4-byte lengths; the sink owns it
         */
        void onAccessUnit(long timestamp, byte[] payload) throws MalformedMediaException;

        /** An access unit was dropped, or a whole one may be missing. */
        void onLoss();
    }

    private final RtpLimits limits;
    private final DepacketizerCounts counts;
    private final Sink sink;

    private byte[] content = new byte[INITIAL_CAPACITY];
    private int size;
    private int nalUnits;
    private int nalUnitAt;
    private boolean inFragment;
    private boolean open;
    private boolean damaged;
    private boolean gap;
    private boolean followsGap;
    private long timestamp;
    private int lastSequenceNumber = -1;

    AccessUnitBuilder(RtpLimits limits, DepacketizerCounts counts, Sink sink) {
        this.limits = limits;
        this.counts = counts;
        this.sink = sink;
    }

    /** Whether the access unit at hand ended before this packet: it has another timestamp. */
    boolean isEndedBy(RtpPacket packet) {
        return open && packet.timestamp() != timestamp;
    }

    /** Notes gaps; a packet lost on the way may have been part of the access unit at hand. */
    void noteSequence(RtpPacket packet) {
        gap = isGap(packet.sequenceNumber());
        if (gap) {
            damaged |= open;
            sink.onLoss();
        }
    }

    /**
     * Begins an access unit with this packet, unless it goes on with the one at hand.
     *
     * @return whether it begins one
     */
    boolean beginPacket(RtpPacket packet) {
        if (open) {
            return false;
        }
        open = true;
        timestamp = packet.timestamp();
        followsGap = gap;
        return true;
    }

    /** Whether packets were lost just before this access unit's first one. */
    boolean followsGap() {
        return followsGap;
    }

    /** Sequence numbers come in order; the first packet is preceded by no gap. */
    private boolean isGap(int sequenceNumber) {
        int before = lastSequenceNumber;
        lastSequenceNumber = sequenceNumber;
        if (before < 0) {
            return false;
        }
        int missing = WrapAround.sequenceDistance(before, sequenceNumber) - 1;
        if (missing > 0) {
            counts.countLostPackets(missing);
        }
        return missing != 0;
    }

    /** Copies all readable bytes of {@code payload} as one NAL unit. */
    void appendNalUnit(ByteBuf payload) throws MalformedMediaException {
        beginNalUnit();
        append(payload);
        endNalUnit();
    }

    /** Begins a NAL unit that comes in fragments. */
    void startFragment(int... header) throws MalformedMediaException {
        beginNalUnit();
        reserve(header.length);
        for (int headerByte : header) {
            content[size++] = (byte) headerByte;
        }
        inFragment = true;
    }

    /** A fragment whose beginning was lost damages the access unit. */
    void appendFragment(ByteBuf payload) throws MalformedMediaException {
        if (inFragment) {
            append(payload);
        } else {
            damaged = true;
        }
    }

    void endFragment() {
        if (inFragment) {
            endNalUnit();
        }
    }

    void markDamaged() {
        damaged = true;
    }

    /** Marks the access unit damaged and builds the exception that says why. */
    MalformedMediaException malformed(String what) {
        damaged = true;
        counts.countMalformedPacket();
        return new MalformedMediaException(what);
    }

    /** Ends the access unit: emits it if it is whole, else counts it. */
    void finish() throws MalformedMediaException {
        boolean whole = !damaged && !inFragment;
        byte[] payload = whole ? Arrays.copyOf(content, size) : new byte[0];
        boolean wasOpen = open;
        reset();
        if (!wasOpen) {
            return;
        }
        if (!whole) {
            counts.countDroppedAccessUnit();
            sink.onLoss();
        } else if (payload.length > 0) {
            sink.onAccessUnit(timestamp, payload);
        }
    }

    private void reset() {
        size = 0;
        nalUnits = 0;
        inFragment = false;
        open = false;
        damaged = false;
        followsGap = false;
    }

    private void beginNalUnit() throws MalformedMediaException {
        if (inFragment && !damaged) {
            throw malformed("NAL unit inside a fragmented one (RFC 6184, section 5.8)");
        }
        inFragment = false;
        if (++nalUnits > limits.nalUnits()) {
            throw malformed("more than " + limits.nalUnits() + " NAL units in an access unit");
        }
        reserve(NalUnits.PREFIX_SIZE);
        nalUnitAt = size;
        size += NalUnits.PREFIX_SIZE;
    }

    private void endNalUnit() {
        int length = size - nalUnitAt - NalUnits.PREFIX_SIZE;
        content[nalUnitAt] = (byte) (length >>> 24);
        content[nalUnitAt + 1] = (byte) (length >>> 16);
        content[nalUnitAt + 2] = (byte) (length >>> 8);
        content[nalUnitAt + 3] = (byte) length;
        inFragment = false;
    }

    private void append(ByteBuf payload) throws MalformedMediaException {
        int length = payload.readableBytes();
        reserve(length);
        payload.getBytes(payload.readerIndex(), content, size, length);
        size += length;
    }

    private void reserve(int bytes) throws MalformedMediaException {
        if (bytes > limits.accessUnitBytes() - size) {
            throw malformed("access unit above " + limits.accessUnitBytes() + " bytes");
        }
        if (bytes > content.length - size) {
            int capacity = Math.max(size + bytes, Math.min(content.length * 2, 64 << 20));
            content = Arrays.copyOf(content, Math.min(capacity, limits.accessUnitBytes()));
        }
    }
}
