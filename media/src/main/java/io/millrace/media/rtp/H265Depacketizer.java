package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.h265.H265NalUnit;
import io.netty.buffer.ByteBuf;

/**
 * Rebuilds H.265 access units from RTP packets (RFC 7798, without decoding order numbers).
 *
 * <p>An access unit ends at the marker bit or when the timestamp changes. A lost packet is not an
 * error: its access unit is dropped and counted. A payload that breaks the RFC throws and costs
 * that access unit only. Not thread-safe. Payloads are borrowed.
 */
final class H265Depacketizer implements Depacketizer {
    private static final int AGGREGATION = 48;
    private static final int FRAGMENT = 49;
    private static final int PAYLOAD_CONTENT_INFORMATION = 50;

    private final DepacketizerCounts counts;
    private final AccessUnitBuilder accessUnit;

    private boolean sliceSeen;

    H265Depacketizer(AccessUnitBuilder accessUnit, DepacketizerCounts counts) {
        this.accessUnit = accessUnit;
        this.counts = counts;
    }

    @Override
    public void add(RtpPacket packet) throws MalformedMediaException {
        accessUnit.noteSequence(packet);
        ByteBuf payload = packet.payload().slice();
        if (!payload.isReadable()) {
            return;
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
        require(payload, 3, "payload");
        int type = H265NalUnit.typeOf(payload.getUnsignedByte(0));
        switch (type) {
            case AGGREGATION -> addAggregate(payload.skipBytes(H265NalUnit.HEADER_SIZE));
            case FRAGMENT -> addFragment(payload);
            case PAYLOAD_CONTENT_INFORMATION ->
                    throw accessUnit.malformed("PACI packets are not supported (RFC 7798, 4.4.4)");
            default -> addNalUnit(payload);
        }
        if (packet.marker()) {
            finish();
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

    private void addNalUnit(ByteBuf unit) throws MalformedMediaException {
        int index = unit.readerIndex();
        int afterHeader =
                unit.readableBytes() > H265NalUnit.HEADER_SIZE
                        ? unit.getUnsignedByte(index + H265NalUnit.HEADER_SIZE)
                        : 0;
        noteSlice(H265NalUnit.typeOf(unit.getUnsignedByte(index)), afterHeader);
        accessUnit.appendNalUnit(unit);
    }

    /** Aggregation packet (4.4.2): a sequence of 16-bit size, NAL unit. */
    private void addAggregate(ByteBuf payload) throws MalformedMediaException {
        while (payload.isReadable()) {
            require(payload, 2, "aggregation size");
            int size = payload.readUnsignedShort();
            require(payload, Math.max(size, 2), "aggregated NAL unit");
            if (size > 0) {
                addNalUnit(payload.readSlice(size));
            }
        }
    }

    /** Fragmentation unit (4.4.3): the payload header with type 49, S, E and the type. */
    private void addFragment(ByteBuf payload) throws MalformedMediaException {
        require(payload, 4, "fragment");
        int first = payload.readUnsignedByte();
        int second = payload.readUnsignedByte();
        int header = payload.readUnsignedByte();
        int type = header & 0x3F;
        if ((header & 0x80) != 0) {
            noteSlice(type, payload.getUnsignedByte(payload.readerIndex()));
            accessUnit.startFragment((first & 0x81) | type << 1, second);
        }
        accessUnit.appendFragment(payload);
        if ((header & 0x40) != 0) {
            accessUnit.endFragment();
        }
    }

    /** The first slice that we see must be the picture's first one, or its head was lost. */
    private void noteSlice(int type, int afterHeader) {
        if (!H265NalUnit.isPicture(type) || sliceSeen) {
            return;
        }
        sliceSeen = true;
        if ((afterHeader & 0x80) == 0 && accessUnit.followsGap()) {
            accessUnit.markDamaged();
        }
    }

    private void require(ByteBuf payload, int bytes, String what) throws MalformedMediaException {
        if (payload.readableBytes() < bytes) {
            throw accessUnit.malformed(
                    "H.265 %s needs %d bytes, has %d (RFC 7798, section 4.4)"
                            .formatted(what, bytes, payload.readableBytes()));
        }
    }
}
