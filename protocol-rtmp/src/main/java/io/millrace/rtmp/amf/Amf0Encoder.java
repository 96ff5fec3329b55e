package io.millrace.rtmp.amf;

import io.millrace.rtmp.amf.AmfValue.AmfBoolean;
import io.millrace.rtmp.amf.AmfValue.AmfDate;
import io.millrace.rtmp.amf.AmfValue.AmfEcmaArray;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfNumber;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.amf.AmfValue.AmfStrictArray;
import io.millrace.rtmp.amf.AmfValue.AmfString;
import io.millrace.rtmp.amf.AmfValue.AmfUndefined;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes AMF0 values (AMF0 specification, section 2). */
public final class Amf0Encoder {
    private static final int MAX_SHORT_BYTES = 0xFFFF;

    private Amf0Encoder() {}

    /** Appends {@code values} one after the other. */
    public static void encode(ByteBuf out, List<AmfValue> values) {
        values.forEach(value -> encode(out, value));
    }

    /** Appends {@code value}. */
    public static void encode(ByteBuf out, AmfValue value) {
        switch (value) {
            case AmfNumber(double number) -> out.writeByte(Amf0Marker.NUMBER).writeDouble(number);
            case AmfBoolean(boolean flag) ->
                    out.writeByte(Amf0Marker.BOOLEAN).writeByte(flag ? 1 : 0);
            case AmfString(String text) -> string(out, text);
            case AmfObject(Map<String, AmfValue> members) ->
                    members(out.writeByte(Amf0Marker.OBJECT), members);
            case AmfEcmaArray(Map<String, AmfValue> members) ->
                    members(out.writeByte(Amf0Marker.ECMA_ARRAY).writeInt(members.size()), members);
            case AmfStrictArray(List<AmfValue> elements) -> {
                out.writeByte(Amf0Marker.STRICT_ARRAY).writeInt(elements.size());
                encode(out, elements);
            }
            case AmfDate(double epochMillis) ->
                    out.writeByte(Amf0Marker.DATE).writeDouble(epochMillis).writeShort(0);
            case AmfNull() -> out.writeByte(Amf0Marker.NULL);
            case AmfUndefined() -> out.writeByte(Amf0Marker.UNDEFINED);
        }
    }

    private static void string(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_SHORT_BYTES) {
            out.writeByte(Amf0Marker.STRING).writeShort(bytes.length);
        } else {
            out.writeByte(Amf0Marker.LONG_STRING).writeInt(bytes.length);
        }
        out.writeBytes(bytes);
    }

    private static void members(ByteBuf out, Map<String, AmfValue> members) {
        members.forEach((name, value) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > MAX_SHORT_BYTES) {
                throw new IllegalArgumentException(
                        "AMF0 member name of " + bytes.length + " bytes");
            }
            out.writeShort(bytes.length).writeBytes(bytes);
            encode(out, value);
        });
        out.writeShort(0).writeByte(Amf0Marker.OBJECT_END);
    }
}
