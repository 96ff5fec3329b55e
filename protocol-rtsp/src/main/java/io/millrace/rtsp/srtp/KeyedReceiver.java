package io.millrace.rtsp.srtp;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Checks and decrypts the packets of one medium that one key protects (RFC 3711, sections 3.3 and
 * 3.4). What does not pass changes nothing. Not thread-safe.
 */
final class KeyedReceiver {
    private static final int MAX_SOURCES = 32;
    private static final int TRAILER_BYTES = 4;
    private static final long ENCRYPTED = 1L << 31;

    private final byte[] identifier;
    private final PacketCipher rtp;
    private final PacketCipher rtcp;
    private final Map<Long, Long> rollOvers;
    private final Map<Long, ReplayWindow> packets = new HashMap<>();
    private final Map<Long, ReplayWindow> reports = new HashMap<>();
    private byte[] scratch = new byte[2_048];

    /**
     * A receiver that has seen nothing.
     *
     * @param rollOvers how often the sequence numbers of an SSRC have wrapped; of others, never
     */
    KeyedReceiver(SrtpKey key, Map<Long, Long> rollOvers) {
        this.identifier = key.identifier().toByteArray();
        this.rtp = new PacketCipher(SessionKeys.ofRtp(key));
        this.rtcp = new PacketCipher(SessionKeys.ofRtcp(key));
        this.rollOvers = Map.copyOf(rollOvers);
    }

    /** Appends what an SRTP packet, which is borrowed, holds to {@code out} if it is good. */
    SrtpResult unprotectRtp(ByteBuf packet, ByteBuf out) {
        int size = load(packet);
        OptionalInt payload = PacketHeader.rtpPayload(scratch, size);
        if (payload.isEmpty()) {
            return SrtpResult.MALFORMED;
        }
        long ssrc = PacketHeader.rtpSsrc(scratch);
        ReplayWindow window = packets.get(ssrc);
        if (window == null && packets.size() >= MAX_SOURCES) {
            return SrtpResult.TOO_MANY_SOURCES;
        }
        int sequence = PacketHeader.sequence(scratch);
        long first = rollOvers.getOrDefault(ssrc, 0L) << 16 | sequence;
        long index = window == null ? first : indexOf(sequence, window.newest());
        if (index < 0 || (window != null && !window.isNew(index))) {
            return SrtpResult.REPLAYED;
        }
        int tagAt = size + identifier.length;
        if (!rtp.isSigned(scratch, size, PacketHeader.ofInt(index >> 16), tagAt)) {
            return SrtpResult.FORGED;
        }
        packets.computeIfAbsent(ssrc, _ -> new ReplayWindow(index)).accept(index);
        rtp.crypt(scratch, payload.getAsInt(), size, ssrc, index);
        out.writeBytes(scratch, 0, size);
        return SrtpResult.OK;
    }

    /** The index next to the newest that ends in {@code sequence} (section 3.3.1). */
    private static long indexOf(int sequence, long newest) {
        return newest + (short) (sequence - newest);
    }

    /** Likewise with an SRTCP packet. */
    SrtpResult unprotectRtcp(ByteBuf packet, ByteBuf out) {
        int signed = load(packet);
        int size = signed - TRAILER_BYTES;
        if (size < PacketHeader.RTCP_BYTES) {
            return SrtpResult.MALFORMED;
        }
        long ssrc = PacketHeader.rtcpSsrc(scratch);
        ReplayWindow window = reports.get(ssrc);
        if (window == null && reports.size() >= MAX_SOURCES) {
            return SrtpResult.TOO_MANY_SOURCES;
        }
        long trailer = PacketHeader.unsignedInt(scratch, size);
        long index = trailer & ~ENCRYPTED;
        if (window != null && !window.isNew(index)) {
            return SrtpResult.REPLAYED;
        }
        if (!rtcp.isSigned(scratch, signed, new byte[0], signed + identifier.length)) {
            return SrtpResult.FORGED;
        }
        reports.computeIfAbsent(ssrc, _ -> new ReplayWindow(index)).accept(index);
        if ((trailer & ENCRYPTED) != 0) {
            rtcp.crypt(scratch, PacketHeader.RTCP_BYTES, size, ssrc, index);
        }
        out.writeBytes(scratch, 0, size);
        return SrtpResult.OK;
    }

    /** Copies a packet to where it is worked on; its size without identifier and tag, or less. */
    private int load(ByteBuf packet) {
        int size = packet.readableBytes();
        if (scratch.length < size) {
            scratch = new byte[size];
        }
        packet.getBytes(packet.readerIndex(), scratch, 0, size);
        return size - identifier.length - PacketCipher.TAG_BYTES;
    }
}
