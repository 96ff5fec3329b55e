package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import io.millrace.media.av1.Obu;
import io.netty.buffer.ByteBuf;

/**
 * Writes temporal units as RTP packets (RTP Payload Format For AV1 1.0, section 4): OBUs without
 * size field, each after its length, in fragments where one does not fit. Not thread-safe.
 */
final class Av1Packetizer implements Packetizer {
    private static final int CONTINUES_FRAGMENT = 0x80;
    private static final int ENDS_IN_FRAGMENT = 0x40;
    private static final int NEW_SEQUENCE = 0x08;

    /** With less room an OBU begins in the next packet: no fragment is only a header. */
    private static final int MIN_ROOM = 12;

    private final RtpSender sender;
    private final byte[] packet;
    private int size;
    private int header;

    Av1Packetizer(RtpSender sender) {
        this.sender = sender;
        this.packet = new byte[sender.maxPayloadSize()];
    }

    @Override
    public void packetize(Unit unit) throws MalformedMediaException {
        byte[] data = unit.payload();
        begin(unit.randomAccess() ? NEW_SEQUENCE : 0);
        for (Obu obu : Obu.all(data)) {
            byte[] bare = new byte[obu.bareSize()];
            obu.copyBare(data, bare, 0);
            append(bare, unit.ptsTicks());
        }
        send(unit.ptsTicks(), true);
    }

    private void append(byte[] obu, long timestamp) {
        int position = 0;
        while (position < obu.length) {
            if (packet.length - size < MIN_ROOM) {
                send(timestamp, false);
                begin(position > 0 ? CONTINUES_FRAGMENT : 0);
            }
            int left = obu.length - position;
            int room = packet.length - size;
            int part = Math.min(left, room - Obu.leb128Size(Math.min(left, room)));
            size = Obu.writeLeb128(part, packet, size);
            System.arraycopy(obu, position, packet, size, part);
            size += part;
            position += part;
            if (position < obu.length) {
                header |= ENDS_IN_FRAGMENT;
                send(timestamp, false);
                begin(CONTINUES_FRAGMENT);
            }
        }
    }

    private void begin(int flags) {
        header = flags;
        size = 1;
    }

    private void send(long timestamp, boolean marker) {
        packet[0] = (byte) header;
        ByteBuf out = sender.begin(timestamp, marker);
        out.writeBytes(packet, 0, size);
        sender.end(size);
    }
}
