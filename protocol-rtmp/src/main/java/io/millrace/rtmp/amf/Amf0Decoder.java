package io.millrace.rtmp.amf;

import static io.millrace.rtmp.wire.RtmpProtocolException.message;

import io.millrace.rtmp.amf.AmfValue.AmfBoolean;
import io.millrace.rtmp.amf.AmfValue.AmfDate;
import io.millrace.rtmp.amf.AmfValue.AmfEcmaArray;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfNumber;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.amf.AmfValue.AmfStrictArray;
import io.millrace.rtmp.amf.AmfValue.AmfString;
import io.millrace.rtmp.amf.AmfValue.AmfUndefined;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads AMF0 values. References, movie clips and record sets are refused; AMF3 values are read by
 * {@link Amf3Decoder}. Depth and number of values are limited; strings are bounded by the message.
 * For one message, not thread-safe; the buffer is borrowed.
 */
public final class Amf0Decoder {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_VALUES = 4096;

    private final ByteBuf in;
    private int values;

    private Amf0Decoder(ByteBuf in) {
        this.in = in;
    }

    /** All values up to the end of {@code in}. */
    public static List<AmfValue> decodeAll(ByteBuf in) throws RtmpProtocolException {
        Amf0Decoder decoder = new Amf0Decoder(in);
        List<AmfValue> all = new ArrayList<>();
        while (in.isReadable()) {
            all.add(decoder.value(0));
        }
        return all;
    }

    private AmfValue value(int depth) throws RtmpProtocolException {
        if (depth > MAX_DEPTH) {
            throw message("AMF0 values nested deeper than " + MAX_DEPTH);
        }
        if (++values > MAX_VALUES) {
            throw message("more than " + MAX_VALUES + " AMF0 values in a message");
        }
        require(1);
        int marker = in.readUnsignedByte();
        return switch (marker) {
            case Amf0Marker.NUMBER -> new AmfNumber(number());
            case Amf0Marker.BOOLEAN -> new AmfBoolean(unsignedByte() != 0);
            case Amf0Marker.STRING -> new AmfString(shortString());
            case Amf0Marker.OBJECT -> new AmfObject(members(depth));
            case Amf0Marker.NULL -> new AmfNull();
            case Amf0Marker.UNDEFINED, Amf0Marker.UNSUPPORTED -> new AmfUndefined();
            case Amf0Marker.ECMA_ARRAY -> ecmaArray(depth);
            case Amf0Marker.STRICT_ARRAY -> strictArray(depth);
            case Amf0Marker.DATE -> date();
            case Amf0Marker.LONG_STRING, Amf0Marker.XML_DOCUMENT -> new AmfString(longString());
            case Amf0Marker.TYPED_OBJECT -> typedObject(depth);
            case Amf0Marker.AMF3 -> Amf3Decoder.decode(in);
            default -> throw message("AMF0 marker " + marker);
        };
    }

    private double number() throws RtmpProtocolException {
        require(8);
        return in.readDouble();
    }

    private int unsignedByte() throws RtmpProtocolException {
        require(1);
        return in.readUnsignedByte();
    }

    private String shortString() throws RtmpProtocolException {
        require(2);
        return string(in.readUnsignedShort());
    }

    private String longString() throws RtmpProtocolException {
        require(4);
        return string(in.readUnsignedInt());
    }

    private String string(long bytes) throws RtmpProtocolException {
        require(bytes);
        return in.readCharSequence((int) bytes, StandardCharsets.UTF_8).toString();
    }

    /** Members up to the end marker (2.11); some encoders end the message without one. */
    private Map<String, AmfValue> members(int depth) throws RtmpProtocolException {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        while (in.isReadable()) {
            String name = shortString();
            require(1);
            if (name.isEmpty() && in.getByte(in.readerIndex()) == Amf0Marker.OBJECT_END) {
                in.skipBytes(1);
                return members;
            }
            members.put(name, value(depth + 1));
        }
        return members;
    }

    /** The count is a hint only (2.10). */
    private AmfValue ecmaArray(int depth) throws RtmpProtocolException {
        require(4);
        in.skipBytes(4);
        return new AmfEcmaArray(members(depth));
    }

    private AmfValue strictArray(int depth) throws RtmpProtocolException {
        require(4);
        long count = in.readUnsignedInt();
        require(count);
        List<AmfValue> elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            elements.add(value(depth + 1));
        }
        return new AmfStrictArray(elements);
    }

    private AmfValue date() throws RtmpProtocolException {
        double epochMillis = number();
        require(2);
        in.skipBytes(2);
        return new AmfDate(epochMillis);
    }

    private AmfValue typedObject(int depth) throws RtmpProtocolException {
        String className = shortString();
        if (className.isEmpty()) {
            throw message("AMF0 typed object without class name");
        }
        return new AmfObject(members(depth));
    }

    private void require(long bytes) throws RtmpProtocolException {
        if (in.readableBytes() < bytes) {
            throw message("AMF0 value needs " + bytes + " bytes, has " + in.readableBytes());
        }
    }
}
