package io.millrace.rtsp.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Protects the packets of one medium for one peer (RFC 3711, sections 3.1 and 3.4). An index is
 * never used for two different packets: sequence numbers are moved so that each run of packets
 * begins where the one before ended. The first one begins below 2^15, so that a peer that misses
 * its start still counts the roll-overs right (section 3.3.1). A key that is used up throws, which
 * ends its session unless it was renewed before. Not thread-safe.
 */
public final class SrtpSender {
    /** Most by which a packet grows, without a key identifier. */
    public static final int OVERHEAD_BYTES = 4 + PacketCipher.TAG_BYTES;

    private static final int MAX_SOURCES = 256;
    private static final int LATE_PACKETS = 1_024;
    private static final int HALF = 1 << 15;
    private static final long MAX_INDEX = (1L << 48) - 1;
    private static final long ENCRYPTED = 1L << 31;

    private final SrtpLimits limits;
    private byte[] identifier;
    private PacketCipher rtp;
    private PacketCipher rtcp;
    private long packets;
    private long reports;
    private final Map<Long, Source> sources = new HashMap<>();
    private byte[] scratch = new byte[2_048];

    /** Where an SSRC stands: the highest index so far, and what is added to its numbers. */
    private static final class Source {
        long index = -1;
        int shift;
        boolean restarted = true;
        long reports;

        /** The index of a packet that is number {@code sequence} to its maker. */
        long indexOf(int sequence) {
            if (index < 0) {
                return sequence & (HALF - 1);
            }
            int ahead = (short) (sequence + shift - index);
            boolean goesOn = !restarted && ahead >= -LATE_PACKETS && index + ahead >= 0;
            return goesOn && ahead < HALF - LATE_PACKETS ? index + ahead : index + 1;
        }

        void forgetRollOvers() {
            index = index < 0 ? index : index & 0xFFFF;
            reports = 0;
        }

        void sent(int sequence, long at) {
            shift = (int) (at - sequence) & 0xFFFF;
            index = Math.max(index, at);
            restarted = false;
        }
    }

    public SrtpSender(SrtpKey key) {
        this(key, SrtpLimits.standard());
    }

    /** With keys that last for less. */
    public SrtpSender(SrtpKey key, SrtpLimits limits) {
        this.limits = limits;
        this.identifier = key.identifier().toByteArray();
        this.rtp = new PacketCipher(SessionKeys.ofRtp(key));
        this.rtcp = new PacketCipher(SessionKeys.ofRtcp(key));
    }

    /** Whether half of what the key may protect is done. */
    public boolean isToBeRenewed() {
        return packets > limits.packets() / 2 || reports > limits.reports() / 2;
    }

    /** Goes on with a new key: with the next sequence numbers, but as if none had wrapped. */
    public void renew(SrtpKey key) {
        identifier = key.identifier().toByteArray();
        rtp = new PacketCipher(SessionKeys.ofRtp(key));
        rtcp = new PacketCipher(SessionKeys.ofRtcp(key));
        packets = 0;
        reports = 0;
        sources.values().forEach(Source::forgetRollOvers);
    }

    /** Another run of packets begins, whose numbers have nothing to do with those before. */
    public void restart() {
        sources.values().forEach(source -> source.restarted = true);
    }

    /** The sequence number that the peer will see for the next packet of an SSRC. */
    public int sequenceOf(long ssrc, int sequence) {
        return (int) source(ssrc).indexOf(sequence) & 0xFFFF;
    }

    /** Appends the protected form of an RTP packet, which is borrowed, to {@code out}. */
    public void protectRtp(ByteBuf packet, ByteBuf out) {
        int size = load(packet);
        OptionalInt payload = PacketHeader.rtpPayload(scratch, size);
        if (payload.isEmpty()) {
            throw new IllegalArgumentException("not an RTP packet, " + size + " bytes");
        }
        long ssrc = PacketHeader.rtpSsrc(scratch);
        Source source = source(ssrc);
        int sequence = PacketHeader.sequence(scratch);
        long index = source.indexOf(sequence);
        if (index > MAX_INDEX || packets >= limits.packets()) {
            throw new IllegalStateException("the key is used up (section 9.2)");
        }
        packets++;
        source.sent(sequence, index);
        PacketHeader.sequence(scratch, (int) index & 0xFFFF);
        rtp.crypt(scratch, payload.getAsInt(), size, ssrc, index);
        rtp.sign(scratch, size, PacketHeader.ofInt(index >> 16), size);
        finish(out, size);
    }

    /** Appends the protected form of an RTCP packet, which is borrowed, to {@code out}. */
    public void protectRtcp(ByteBuf packet, ByteBuf out) {
        int size = load(packet);
        if (size < PacketHeader.RTCP_BYTES) {
            throw new IllegalArgumentException("not an RTCP packet, " + size + " bytes");
        }
        long ssrc = PacketHeader.rtcpSsrc(scratch);
        Source source = source(ssrc);
        if (reports >= limits.reports()) {
            throw new IllegalStateException("the key is used up (section 9.2)");
        }
        reports++;
        source.reports++;
        rtcp.crypt(scratch, PacketHeader.RTCP_BYTES, size, ssrc, source.reports);
        byte[] trailer = PacketHeader.ofInt(source.reports | ENCRYPTED);
        System.arraycopy(trailer, 0, scratch, size, trailer.length);
        int signed = size + trailer.length;
        rtcp.sign(scratch, signed, new byte[0], signed);
        finish(out, signed);
    }

    /** The protected form of an RTP packet, which is taken over. */
    public ByteBuf protectedRtp(ByteBuf packet) {
        try {
            ByteBuf out = buffer(packet);
            protectRtp(packet, out);
            return out;
        } finally {
            packet.release();
        }
    }

    /** The protected form of an RTCP packet, which is taken over. */
    public ByteBuf protectedRtcp(ByteBuf packet) {
        try {
            ByteBuf out = buffer(packet);
            protectRtcp(packet, out);
            return out;
        } finally {
            packet.release();
        }
    }

    private ByteBuf buffer(ByteBuf packet) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(
                packet.readableBytes() + OVERHEAD_BYTES + identifier.length);
    }

    /** Copies a packet to where it is worked on, with room for what comes behind it. */
    private int load(ByteBuf packet) {
        int size = packet.readableBytes();
        if (scratch.length < size + OVERHEAD_BYTES) {
            scratch = new byte[size + OVERHEAD_BYTES];
        }
        packet.getBytes(packet.readerIndex(), scratch, 0, size);
        return size;
    }

    /** The tag stands at {@code signed}; the key's identifier comes between (section 3.1). */
    private void finish(ByteBuf out, int signed) {
        out.writeBytes(scratch, 0, signed)
                .writeBytes(identifier)
                .writeBytes(scratch, signed, PacketCipher.TAG_BYTES);
    }

    private Source source(long ssrc) {
        Source known = sources.get(ssrc);
        if (known != null) {
            return known;
        }
        if (sources.size() >= MAX_SOURCES) {
            throw new IllegalStateException("more than " + MAX_SOURCES + " SSRCs in a medium");
        }
        Source added = new Source();
        sources.put(ssrc, added);
        return added;
    }
}
