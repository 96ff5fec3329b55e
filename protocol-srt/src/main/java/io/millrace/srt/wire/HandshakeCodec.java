package io.millrace.srt.wire;

import io.millrace.srt.wire.HandshakeExtension.Capabilities;
import io.millrace.srt.wire.HandshakeExtension.CongestionControl;
import io.millrace.srt.wire.HandshakeExtension.Group;
import io.millrace.srt.wire.HandshakeExtension.KeyMaterialMessage;
import io.millrace.srt.wire.HandshakeExtension.PacketFilter;
import io.millrace.srt.wire.HandshakeExtension.StreamId;
import io.millrace.srt.wire.HandshakeExtension.Unknown;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Handshake contents to and from bytes (draft-sharabayko-srt, 3.2.1). */
final class HandshakeCodec {
    private static final int CONTENT_BYTES = 48;
    private static final int MAX_EXTENSIONS = 16;
    private static final int HSREQ = 1;
    private static final int HSRSP = 2;
    private static final int KMREQ = 3;
    private static final int KMRSP = 4;
    private static final int SID = 5;
    private static final int CONGESTION = 6;
    private static final int FILTER = 7;
    private static final int GROUP = 8;
    private static final int CAPABILITIES_BYTES = 12;

    private HandshakeCodec() {}

    static HandshakeContent parse(ByteBuf in) throws SrtProtocolException {
        if (in.readableBytes() < CONTENT_BYTES) {
            throw new SrtProtocolException("Handshake of " + in.readableBytes() + " bytes (3.2.1)");
        }
        int version = in.readInt();
        int encryption = in.readUnsignedShort();
        int extensionField = in.readUnsignedShort();
        int initialSequence = in.readInt();
        int mtu = in.readInt();
        int window = in.readInt();
        int type = in.readInt();
        int socketId = in.readInt();
        int cookie = in.readInt();
        PeerAddress address =
                new PeerAddress(in.readIntLE(), in.readIntLE(), in.readIntLE(), in.readIntLE());
        boolean extended = version >= 5 && type < 0;
        if (initialSequence < 0 || mtu < 0 || window < 0) {
            throw new SrtProtocolException("Handshake with a field out of range (3.2.1)");
        }
        return new HandshakeContent(
                version,
                encryption,
                extensionField,
                initialSequence,
                mtu,
                window,
                type,
                socketId,
                cookie,
                address,
                extended ? parseExtensions(in) : List.of());
    }

    private static List<HandshakeExtension> parseExtensions(ByteBuf in)
            throws SrtProtocolException {
        List<HandshakeExtension> extensions = new ArrayList<>();
        while (in.readableBytes() >= 4) {
            int type = in.readUnsignedShort();
            int length = in.readUnsignedShort() * 4;
            if (length > in.readableBytes() || extensions.size() == MAX_EXTENSIONS) {
                throw new SrtProtocolException(
                        "Extension " + type + " of " + length + " bytes does not fit (3.2.1.1)");
            }
            extensions.add(parseExtension(type, in.readSlice(length)));
        }
        if (in.isReadable()) {
            throw new SrtProtocolException("Handshake ends inside of an extension (3.2.1.1)");
        }
        return extensions;
    }

    private static HandshakeExtension parseExtension(int type, ByteBuf in)
            throws SrtProtocolException {
        return switch (type) {
            case HSREQ, HSRSP -> parseCapabilities(type == HSRSP, in);
            case KMREQ, KMRSP -> new KeyMaterialMessage(type == KMRSP, PacketCodec.keyMaterial(in));
            case SID -> new StreamId(readText(in));
            case CONGESTION -> new CongestionControl(readText(in));
            case FILTER -> new PacketFilter(readText(in));
            case GROUP -> new Group();
            default -> new Unknown(type);
        };
    }

    private static Capabilities parseCapabilities(boolean response, ByteBuf in)
            throws SrtProtocolException {
        if (in.readableBytes() < CAPABILITIES_BYTES) {
            throw new SrtProtocolException("HSREQ of " + in.readableBytes() + " bytes (3.2.1.1.1)");
        }
        return new Capabilities(
                response,
                in.readInt(),
                in.readInt(),
                in.readUnsignedShort(),
                in.readUnsignedShort());
    }

    /** Text is in 32-bit words with their lowest byte first, filled up with zeros (3.2.1.1.3). */
    private static String readText(ByteBuf in) throws SrtProtocolException {
        if (in.readableBytes() > StreamId.MAX_BYTES) {
            throw new SrtProtocolException("Text of " + in.readableBytes() + " bytes (3.2.1.1.3)");
        }
        byte[] bytes = new byte[in.readableBytes()];
        int length = 0;
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = in.getByte(in.readerIndex() + (index ^ 3));
            length = bytes[index] == 0 ? length : index + 1;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    static void write(HandshakeContent content, ByteBuf out) {
        out.writeInt(content.version());
        out.writeShort(content.encryptionField());
        out.writeShort(content.extensionField());
        out.writeInt(content.initialSequence());
        out.writeInt(content.maximumTransmissionUnit());
        out.writeInt(content.flowWindowPackets());
        out.writeInt(content.type());
        out.writeInt(content.socketId());
        out.writeInt(content.cookie());
        out.writeIntLE(content.peerAddress().first());
        out.writeIntLE(content.peerAddress().second());
        out.writeIntLE(content.peerAddress().third());
        out.writeIntLE(content.peerAddress().fourth());
        for (HandshakeExtension extension : content.extensions()) {
            writeExtension(extension, out);
        }
    }

    private static void writeExtension(HandshakeExtension extension, ByteBuf out) {
        switch (extension) {
            case Capabilities capabilities -> {
                out.writeShort(capabilities.response() ? HSRSP : HSREQ).writeShort(3);
                out.writeInt(capabilities.srtVersion()).writeInt(capabilities.flags());
                out.writeShort(capabilities.receiveLatencyMillis());
                out.writeShort(capabilities.sendLatencyMillis());
            }
            case KeyMaterialMessage keys -> {
                out.writeShort(keys.response() ? KMRSP : KMREQ);
                out.writeShort(keys.message().length / 4).writeBytes(keys.message());
            }
            case StreamId id -> writeText(SID, id.value(), out);
            case CongestionControl control -> writeText(CONGESTION, control.name(), out);
            case PacketFilter filter -> writeText(FILTER, filter.configuration(), out);
            case Group _, Unknown _ ->
                    throw new IllegalArgumentException("This library never sends " + extension);
        }
    }

    private static void writeText(int type, String text, ByteBuf out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > StreamId.MAX_BYTES) {
            throw new IllegalArgumentException("Text of " + bytes.length + " bytes");
        }
        int words = (bytes.length + 3) / 4;
        out.writeShort(type).writeShort(words);
        for (int index = 0; index < words * 4; index++) {
            int from = index ^ 3;
            out.writeByte(from < bytes.length ? bytes[from] : 0);
        }
    }
}
