package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnitType;
import io.netty.buffer.ByteBuf;

/**
 * Rebuilds H.264 access units from RTP packets (RFC 6184, packetization modes 0 and 1).
 *
 * <p>An access unit ends at the marker bit or when the timestamp changes: FLIR M400 never sets the
 * marker. Some cameras set it on every slice: once that is seen, only the timestamp counts.
 *
 * <p>A lost packet is not an error: its access unit is dropped and counted. A payload that breaks
 * the RFC throws and costs that access unit only; the next one starts clean. Not thread-safe.
 * Payloads are borrowed: read through a slice, never retained or released.
 */
final class H264Depacketizer implements Depacketizer {
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private final DepacketizerCounts counts;
    private final AccessUnitBuilder accessUnit;

    private long endedTimestamp = -1;
    private boolean markerOnEverySlice;
    private boolean sliceSeen;

    H264Depacketizer(AccessUnitBuilder accessUnit, DepacketizerCounts counts) {
        this.accessUnit = accessUnit;
        this.counts = counts;
    }

    @Override
    public void add(RtpPacket packet) throws MalformedMediaException {
        accessUnit.noteSequence(packet);
        ByteBuf payload = packet.payload().slice();
        if (!payload.isReadable()) {
            return; // Padding only: some senders keep the connection alive so.
        }
        try {
            if (accessUnit.isEndedBy(packet)) {
                finish();
            }
        } finally {
            addToAccessUnit(packet, payload);
        }
    }

    private void addToAccessUnit(RtpPacket packet, ByteBuf payload) throws MalformedMediaException {
        if (accessUnit.beginPacket(packet)) {
            sliceSeen = false;
        }
        addPayload(payload, packet.timestamp() == endedTimestamp);
        if (packet.marker() && !markerOnEverySlice) {
            endedTimestamp = packet.timestamp();
            finish();
        }
    }

    private void addPayload(ByteBuf payload, boolean continued) throws MalformedMediaException {
        int type = payload.getUnsignedByte(payload.readerIndex()) & 0x1F;
        switch (type) {
            case STAP_A -> addAggregate(payload.skipBytes(1), continued);
            case FU_A -> addFragment(payload, continued);
            case 0, 25, 26, 27, 29, 30, 31 ->
                    throw accessUnit.malformed("NAL unit type " + type + " (RFC 6184, 5.4)");
            default -> addNalUnit(payload, continued);
        }
    }

    @Override
    public void finish() throws MalformedMediaException {
        accessUnit.finish();
    }

    @Override
    public DepacketizerCounts counts() {
        return counts;
    }

    private void addNalUnit(ByteBuf payload, boolean continued) throws MalformedMediaException {
        int index = payload.readerIndex();
        noteSlice(
                payload.getUnsignedByte(index) & 0x1F,
                payload.readableBytes() > 1 ? payload.getUnsignedByte(index + 1) : 0x80,
                continued);
        accessUnit.appendNalUnit(payload);
    }

    /** STAP-A (5.7.1): a sequence of 16-bit size, NAL unit. */
    private void addAggregate(ByteBuf payload, boolean continued) throws MalformedMediaException {
        while (payload.isReadable()) {
            require(payload, 2, "STAP-A size");
            int size = payload.readUnsignedShort();
            require(payload, Math.max(size, 1), "STAP-A NAL unit");
            if (size > 0) {
                addNalUnit(payload.readSlice(size), continued);
            }
        }
    }

    /** FU-A (5.8): the indicator carries F and NRI of the NAL header, the FU header its type. */
    private void addFragment(ByteBuf payload, boolean continued) throws MalformedMediaException {
        require(payload, 3, "FU-A");
        int indicator = payload.readUnsignedByte();
        int header = payload.readUnsignedByte();
        boolean start = (header & 0x80) != 0;
        boolean end = (header & 0x40) != 0;
        if (start) {
            noteSlice(header & 0x1F, payload.getUnsignedByte(payload.readerIndex()), continued);
            accessUnit.startFragment((indicator & 0xE0) | (header & 0x1F));
        }
        accessUnit.appendFragment(payload);
        if (end) {
            accessUnit.endFragment();
        }
    }

    /**
     * A picture's first slice has first_mb_in_slice 0, one bit set (H.264, 7.3.3). If the first
     * that we see is another one, then the head was lost, or an early marker cut it off.
     */
    private void noteSlice(int type, int firstByte, boolean continued) {
        if (!NalUnitType.isPicture(type) || sliceSeen) {
            return;
        }
        sliceSeen = true;
        boolean first = (firstByte & 0x80) != 0;
        if (!first && accessUnit.followsGap()) {
            accessUnit.markDamaged();
        } else if (!first && continued) {
            accessUnit.markDamaged();
            markerOnEverySlice = true;
        }
    }

    private void require(ByteBuf payload, int bytes, String what) throws MalformedMediaException {
        if (payload.readableBytes() < bytes) {
            throw accessUnit.malformed(
                    what + " needs " + bytes + " bytes, has " + payload.readableBytes());
        }
    }
}
