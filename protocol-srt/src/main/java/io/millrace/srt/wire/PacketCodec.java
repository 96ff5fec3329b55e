package io.millrace.srt.wire;

import io.millrace.srt.wire.ControlPacket.AckAcknowledgement;
import io.millrace.srt.wire.ControlPacket.CongestionWarning;
import io.millrace.srt.wire.ControlPacket.DropRequest;
import io.millrace.srt.wire.ControlPacket.FullAck;
import io.millrace.srt.wire.ControlPacket.Handshake;
import io.millrace.srt.wire.ControlPacket.KeepAlive;
import io.millrace.srt.wire.ControlPacket.KeyMaterialExchange;
import io.millrace.srt.wire.ControlPacket.LightAck;
import io.millrace.srt.wire.ControlPacket.Line;
import io.millrace.srt.wire.ControlPacket.Nak;
import io.millrace.srt.wire.ControlPacket.PeerError;
import io.millrace.srt.wire.ControlPacket.Shutdown;
import io.millrace.srt.wire.ControlPacket.Unknown;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Datagrams to and from packets (draft-sharabayko-srt, 3). Stateless. A datagram is borrowed: its
 * indices stay as they are, and only the payload of a data packet refers to it.
 */
public final class PacketCodec {
    private static final int HANDSHAKE = 0;
    private static final int KEEP_ALIVE = 1;
    private static final int ACK = 2;
    private static final int NAK = 3;
    private static final int CONGESTION_WARNING = 4;
    private static final int SHUTDOWN = 5;
    private static final int ACK_ACKNOWLEDGEMENT = 6;
    private static final int DROP_REQUEST = 7;
    private static final int PEER_ERROR = 8;
    private static final int USER_DEFINED = 0x7FFF;
    private static final int KMREQ = 3;
    private static final int KMRSP = 4;
    private static final int CONTROL_BIT = 0x80000000;
    private static final int RANGE_BIT = 0x80000000;

    /** Two wrapped keys of 32 bytes with their header need 104 bytes. */
    private static final int MAX_KEY_MATERIAL_BYTES = 128;

    /** More losses than this in one packet are not looked at. */
    private static final int MAX_NAK_RANGES = 400;

    /** So many ranges of two numbers fit into one datagram. */
    public static final int MAX_WRITTEN_NAK_RANGES = 180;

    private PacketCodec() {}

    /** The socket a datagram is for, without looking at the rest; 0 when it is too short. */
    public static int destinationSocketId(ByteBuf datagram) {
        return datagram.readableBytes() < SrtPacket.HEADER_BYTES
                ? 0
                : datagram.getInt(datagram.readerIndex() + 12);
    }

    /**
     * Reads one datagram.
     *
     * @throws SrtProtocolException if it breaks the protocol; nothing but this datagram is lost
     */
    public static SrtPacket parse(ByteBuf datagram) throws SrtProtocolException {
        if (datagram.readableBytes() < SrtPacket.HEADER_BYTES) {
            throw new SrtProtocolException(
                    "Datagram of " + datagram.readableBytes() + " bytes (3)");
        }
        if (datagram.getInt(datagram.readerIndex()) >= 0) {
            return DataPacket.parse(datagram);
        }
        ByteBuf in = datagram.slice();
        int first = in.readInt();
        int information = in.readInt();
        return parseControl(first, information, in.readInt(), in.readInt(), in);
    }

    private static ControlPacket parseControl(
            int first, int information, int timestamp, int destination, ByteBuf in)
            throws SrtProtocolException {
        int type = (first >>> 16) & 0x7FFF;
        int subtype = first & 0xFFFF;
        return switch (type) {
            case HANDSHAKE -> new Handshake(timestamp, destination, HandshakeCodec.parse(in));
            case KEEP_ALIVE -> new KeepAlive(timestamp, destination);
            case ACK -> parseAck(information, timestamp, destination, in);
            case NAK -> new Nak(timestamp, destination, parseLosses(in));
            case CONGESTION_WARNING -> new CongestionWarning(timestamp, destination);
            case SHUTDOWN -> new Shutdown(timestamp, destination);
            case ACK_ACKNOWLEDGEMENT -> new AckAcknowledgement(timestamp, destination, information);
            case DROP_REQUEST -> parseDropRequest(information, timestamp, destination, in);
            case PEER_ERROR -> new PeerError(timestamp, destination, information);
            case USER_DEFINED -> {
                boolean keys = subtype == KMREQ || subtype == KMRSP;
                yield keys
                        ? new KeyMaterialExchange(
                                timestamp, destination, subtype == KMRSP, keyMaterial(in))
                        : new Unknown(timestamp, destination, type, subtype);
            }
            default -> new Unknown(timestamp, destination, type, subtype);
        };
    }

    /** An ACK has 4 bytes (light), 16 (small) or 28 (full). */
    private static ControlPacket parseAck(int ackNumber, int timestamp, int destination, ByteBuf in)
            throws SrtProtocolException {
        int size = in.readableBytes();
        int next = readSequence(in, "ACK (3.2.4)");
        if (size < 16) {
            return new LightAck(timestamp, destination, next);
        }
        Line line =
                new Line(
                        positive(in.readInt()),
                        positive(in.readInt()),
                        positive(in.readInt()),
                        size < 28 ? 0 : positive(in.readInt()),
                        size < 28 ? 0 : positive(in.readInt()),
                        size < 28 ? 0 : positive(in.readInt()));
        return new FullAck(timestamp, destination, ackNumber, next, line);
    }

    private static int positive(int value) {
        return value & 0x7FFFFFFF;
    }

    private static int readSequence(ByteBuf in, String what) throws SrtProtocolException {
        if (in.readableBytes() < 4) {
            throw new SrtProtocolException(what + " ends early");
        }
        int sequence = in.readInt();
        if (sequence < 0) {
            throw new SrtProtocolException(what + " with sequence number " + sequence);
        }
        return sequence;
    }

    /** Appendix A: one number, or two of which the first has its highest bit set. */
    private static List<SequenceRange> parseLosses(ByteBuf in) throws SrtProtocolException {
        List<SequenceRange> losses = new ArrayList<>(Math.min(in.readableBytes() / 4, 16));
        while (in.isReadable() && losses.size() < MAX_NAK_RANGES) {
            if (in.readableBytes() < 4) {
                throw new SrtProtocolException("NAK ends early (3.2.5)");
            }
            int first = in.readInt();
            int last = first < 0 ? readSequence(in, "NAK (3.2.5)") : first;
            losses.add(range(first & SequenceNumber.MAX, last, "NAK (3.2.5)"));
        }
        return losses;
    }

    private static SequenceRange range(int first, int last, String what)
            throws SrtProtocolException {
        if (SequenceNumber.distance(first, last) < 0) {
            throw new SrtProtocolException(what + " from " + first + " to " + last);
        }
        return new SequenceRange(first, last);
    }

    private static DropRequest parseDropRequest(
            int messageNumber, int timestamp, int destination, ByteBuf in)
            throws SrtProtocolException {
        int first = readSequence(in, "Drop request (3.2.9)");
        int last = readSequence(in, "Drop request (3.2.9)");
        return new DropRequest(
                timestamp, destination, messageNumber, range(first, last, "Drop request (3.2.9)"));
    }

    static byte[] keyMaterial(ByteBuf in) throws SrtProtocolException {
        if (in.readableBytes() < 4 || in.readableBytes() > MAX_KEY_MATERIAL_BYTES) {
            throw new SrtProtocolException("Key material of " + in.readableBytes() + " bytes");
        }
        byte[] message = new byte[in.readableBytes()];
        in.readBytes(message);
        return message;
    }

    /**
     * Writes a control packet; a NAK of more than {@value #MAX_WRITTEN_NAK_RANGES} ranges is cut.
     */
    public static void write(ControlPacket packet, ByteBuf out) {
        switch (packet) {
            case Handshake handshake -> {
                header(HANDSHAKE, 0, 0, packet, out);
                HandshakeCodec.write(handshake.content(), out);
            }
            case KeepAlive _ -> header(KEEP_ALIVE, 0, 0, packet, out);
            case FullAck ack -> writeFullAck(ack, out);
            case LightAck ack -> {
                header(ACK, 0, 0, packet, out);
                out.writeInt(ack.nextSequence());
            }
            case Nak nak -> {
                header(NAK, 0, 0, packet, out);
                writeLosses(nak.losses(), out);
            }
            case CongestionWarning _ -> header(CONGESTION_WARNING, 0, 0, packet, out);
            case Shutdown _ -> header(SHUTDOWN, 0, 0, packet, out);
            case AckAcknowledgement acknowledgement ->
                    header(ACK_ACKNOWLEDGEMENT, 0, acknowledgement.ackNumber(), packet, out);
            case DropRequest drop -> {
                header(DROP_REQUEST, 0, drop.messageNumber(), packet, out);
                out.writeInt(drop.range().first()).writeInt(drop.range().last());
            }
            case PeerError error -> header(PEER_ERROR, 0, error.errorCode(), packet, out);
            case KeyMaterialExchange keys -> {
                header(USER_DEFINED, keys.response() ? KMRSP : KMREQ, 0, packet, out);
                out.writeBytes(keys.message());
            }
            case Unknown unknown -> header(unknown.type(), unknown.subtype(), 0, packet, out);
        }
    }

    private static void header(
            int type, int subtype, int information, ControlPacket packet, ByteBuf out) {
        out.writeInt(CONTROL_BIT | type << 16 | subtype);
        out.writeInt(information);
        out.writeInt(packet.timestampMicros());
        out.writeInt(packet.destinationSocketId());
    }

    private static void writeFullAck(FullAck ack, ByteBuf out) {
        header(ACK, 0, ack.ackNumber(), ack, out);
        Line line = ack.line();
        out.writeInt(ack.nextSequence()).writeInt(line.rttMicros());
        out.writeInt(line.rttVarianceMicros()).writeInt(line.availableBufferPackets());
        out.writeInt(line.receivePacketsPerSecond()).writeInt(line.linkPacketsPerSecond());
        out.writeInt(line.receiveBytesPerSecond());
    }

    private static void writeLosses(List<SequenceRange> losses, ByteBuf out) {
        int count = Math.min(losses.size(), MAX_WRITTEN_NAK_RANGES);
        for (int index = 0; index < count; index++) {
            SequenceRange range = losses.get(index);
            if (range.first() == range.last()) {
                out.writeInt(range.first());
            } else {
                out.writeInt(range.first() | RANGE_BIT).writeInt(range.last());
            }
        }
    }
}
