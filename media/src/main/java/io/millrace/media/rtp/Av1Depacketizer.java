package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.av1.Obu;
import io.netty.buffer.ByteBuf;

/**
 * Rebuilds AV1 temporal units from RTP packets (RTP Payload Format For AV1 1.0, section 4).
 *
 * <p>In: packets of one SSRC, in sequence order. A temporal unit ends at the marker bit or when the
 * timestamp changes. A lost packet costs its temporal unit; a payload that breaks the format throws
 * and costs that one only. Not thread-safe. Payloads are borrowed.
 */
final class Av1Depacketizer implements Depacketizer {
    private static final int CONTINUES_FRAGMENT = 0x80;
    private static final int ENDS_IN_FRAGMENT = 0x40;
    private static final int MAX_LENGTH_BYTES = 5;

    private final DepacketizerCounts counts;
    private final AccessUnitBuilder temporalUnit;

    Av1Depacketizer(AccessUnitBuilder temporalUnit, DepacketizerCounts counts) {
        this.temporalUnit = temporalUnit;
        this.counts = counts;
    }

    @Override
    public void add(RtpPacket packet) throws MalformedMediaException {
        temporalUnit.noteSequence(packet);
        ByteBuf payload = packet.payload().slice();
        if (!payload.isReadable()) {
            return;
        }
        try {
            if (temporalUnit.isEndedBy(packet)) {
                finish();
            }
        } finally {
            addToUnit(packet, payload);
        }
    }

    private void addToUnit(RtpPacket packet, ByteBuf payload) throws MalformedMediaException {
        boolean first = temporalUnit.beginPacket(packet);
        int header = payload.readUnsignedByte();
        boolean continues = (header & CONTINUES_FRAGMENT) != 0;
        boolean open = (header & ENDS_IN_FRAGMENT) != 0;
        int count = header >> 4 & 3;
        if (first && temporalUnit.followsGap() && !continues && isMiddle(payload, count)) {
            temporalUnit.markDamaged();
        }
        for (int i = 1; payload.isReadable(); i++) {
            ByteBuf element = element(payload, i == count);
            boolean last = !payload.isReadable();
            addElement(element, continues && i == 1, open && last);
        }
        if (packet.marker()) {
            finish();
        }
    }

    /** Whether the first OBU goes on with a frame, whose begin was lost. */
    private static boolean isMiddle(ByteBuf payload, int count) {
        ByteBuf rest = payload.slice();
        boolean inLength = count != 1;
        while (inLength && rest.isReadable()) {
            inLength = (rest.readByte() & 0x80) != 0;
        }
        return rest.isReadable() && Obu.typeOf(rest.readUnsignedByte()) == Obu.TILE_GROUP;
    }

    /** The next element; the last of a packet that tells how many there are has no length. */
    private ByteBuf element(ByteBuf payload, boolean withoutLength) throws MalformedMediaException {
        if (withoutLength) {
            return payload.readSlice(payload.readableBytes());
        }
        long size = 0;
        for (int i = 0; ; i++) {
            if (i == MAX_LENGTH_BYTES || !payload.isReadable()) {
                throw temporalUnit.malformed("AV1 element length (section 4.3)");
            }
            int next = payload.readUnsignedByte();
            size |= (next & 0x7FL) << (7 * i);
            if ((next & 0x80) == 0) {
                break;
            }
        }
        if (size > payload.readableBytes()) {
            throw temporalUnit.malformed(
                    "AV1 element of %d bytes, %d left (section 4.3)"
                            .formatted(size, payload.readableBytes()));
        }
        return payload.readSlice((int) size);
    }

    private void addElement(ByteBuf element, boolean continues, boolean goesOn)
            throws MalformedMediaException {
        if (!continues) {
            if (!element.isReadable()) {
                return;
            }
            temporalUnit.startFragment();
        }
        temporalUnit.appendFragment(element);
        if (!goesOn) {
            temporalUnit.endFragment();
        }
    }

    @Override
    public void finish() throws MalformedMediaException {
        temporalUnit.finish();
    }

    @Override
    public DepacketizerCounts counts() {
        return counts;
    }
}
