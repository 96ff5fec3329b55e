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
import java.util.Optional;

/**
 * Reads one AMF3 value (AMF3 specification, section 3), as it stands behind AMF0's marker 17, with
 * tables of its own. Byte arrays and dictionaries, which no command has, come out as undefined.
 * Depth and number of values are limited; a reference counts as much as what it refers to, so that
 * small messages cannot stand for large values. The buffer is borrowed.
 */
final class Amf3Decoder {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_VALUES = 4096;
    private static final int BITS_OF_29 = 29;

    private final ByteBuf in;
    private final List<String> strings = new ArrayList<>();
    private final List<Optional<Complete>> objects = new ArrayList<>();
    private final List<Traits> traits = new ArrayList<>();
    private int values;

    /** A value that may be referred to, and how many values are in it. */
    private record Complete(AmfValue value, int weight) {}

    /** What a class's objects have (3.12). */
    private record Traits(boolean dynamic, List<String> members) {}

    private Amf3Decoder(ByteBuf in) {
        this.in = in;
    }

    static AmfValue decode(ByteBuf in) throws RtmpProtocolException {
        return new Amf3Decoder(in).value(0);
    }

    private AmfValue value(int depth) throws RtmpProtocolException {
        if (depth > MAX_DEPTH) {
            throw message("AMF3 values nested deeper than " + MAX_DEPTH);
        }
        count(1);
        require(1);
        int marker = in.readUnsignedByte();
        return switch (marker) {
            case 0x00 -> new AmfUndefined();
            case 0x01 -> new AmfNull();
            case 0x02 -> new AmfBoolean(false);
            case 0x03 -> new AmfBoolean(true);
            case 0x04 -> new AmfNumber(signed(unsigned29()));
            case 0x05 -> new AmfNumber(number());
            case 0x06 -> new AmfString(string());
            case 0x07, 0x0B -> referable(header -> new AmfString(text(header >> 1)));
            case 0x08 -> referable(_ -> new AmfDate(number()));
            case 0x09 -> referable(header -> array(header >> 1, depth));
            case 0x0A -> referable(header -> object(header, depth));
            case 0x0C -> referable(header -> skipped(header >> 1));
            case 0x0D -> referable(header -> vector(header >> 1, 4));
            case 0x0E -> referable(header -> vector(header >> 1, -4));
            case 0x0F -> referable(header -> vector(header >> 1, 8));
            case 0x10 -> referable(header -> objectVector(header >> 1, depth));
            case 0x11 -> referable(header -> dictionary(header >> 1, depth));
            default -> throw message("AMF3 marker " + marker);
        };
    }

    /** Reads what follows a header whose lowest bit said that it is no reference. */
    private interface Body {
        AmfValue read(int header) throws RtmpProtocolException;
    }

    private AmfValue referable(Body body) throws RtmpProtocolException {
        int header = unsigned29();
        if ((header & 1) == 0) {
            int index = header >> 1;
            if (index >= objects.size() || objects.get(index).isEmpty()) {
                throw message("AMF3 reference to what is not complete");
            }
            Complete referred = objects.get(index).get();
            count(referred.weight());
            return referred.value();
        }
        int index = objects.size();
        objects.add(Optional.empty());
        int before = values;
        AmfValue read = body.read(header);
        objects.set(index, Optional.of(new Complete(read, values - before + 1)));
        return read;
    }

    private void count(int more) throws RtmpProtocolException {
        values += more;
        if (values > MAX_VALUES) {
            throw message("more than " + MAX_VALUES + " AMF3 values");
        }
    }

    /** Associative members up to an empty name, then {@code count} dense ones (3.11). */
    private AmfValue array(int count, int depth) throws RtmpProtocolException {
        Map<String, AmfValue> named = namedMembers(depth);
        require(count);
        List<AmfValue> dense = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dense.add(value(depth + 1));
        }
        if (named.isEmpty()) {
            return new AmfStrictArray(dense);
        }
        for (int i = 0; i < count; i++) {
            named.put(Integer.toString(i), dense.get(i));
        }
        return new AmfEcmaArray(named);
    }

    private Map<String, AmfValue> namedMembers(int depth) throws RtmpProtocolException {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        for (String name = string(); !name.isEmpty(); name = string()) {
            members.put(name, value(depth + 1));
        }
        return members;
    }

    private AmfValue object(int header, int depth) throws RtmpProtocolException {
        Traits own = traits(header);
        Map<String, AmfValue> members = new LinkedHashMap<>();
        for (String name : own.members()) {
            members.put(name, value(depth + 1));
        }
        if (own.dynamic()) {
            members.putAll(namedMembers(depth));
        }
        return new AmfObject(members);
    }

    /** Traits, or a reference to ones before (3.12); how others externalize is not known. */
    private Traits traits(int header) throws RtmpProtocolException {
        if ((header & 2) == 0) {
            int index = header >> 2;
            if (index >= traits.size()) {
                throw message("AMF3 reference to no traits");
            }
            return traits.get(index);
        }
        if ((header & 4) != 0) {
            throw message("AMF3 object that is externalized");
        }
        int count = header >> 4;
        string();
        require(count);
        List<String> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(string());
        }
        Traits read = new Traits((header & 8) != 0, members);
        traits.add(read);
        return read;
    }

    /** Vector of int, uint (a negative size) or double (3.15). */
    private AmfValue vector(int count, int elementBytes) throws RtmpProtocolException {
        require(1 + (long) count * Math.abs(elementBytes));
        in.skipBytes(1);
        count(count);
        List<AmfValue> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(
                    AmfValue.of(
                            switch (elementBytes) {
                                case 4 -> in.readInt();
                                case -4 -> in.readUnsignedInt();
                                default -> in.readDouble();
                            }));
        }
        return new AmfStrictArray(elements);
    }

    private AmfValue objectVector(int count, int depth) throws RtmpProtocolException {
        require(1);
        in.skipBytes(1);
        string();
        require(count);
        List<AmfValue> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(value(depth + 1));
        }
        return new AmfStrictArray(elements);
    }

    private AmfValue dictionary(int count, int depth) throws RtmpProtocolException {
        require(1 + 2L * count);
        in.skipBytes(1);
        for (int i = 0; i < 2 * count; i++) {
            value(depth + 1);
        }
        return new AmfUndefined();
    }

    private AmfValue skipped(int bytes) throws RtmpProtocolException {
        require(bytes);
        in.skipBytes(bytes);
        return new AmfUndefined();
    }

    /** A string, or a reference to one before (3.8); the empty one is never referred to. */
    private String string() throws RtmpProtocolException {
        int header = unsigned29();
        if ((header & 1) == 0) {
            int index = header >> 1;
            if (index >= strings.size()) {
                throw message("AMF3 reference to no string");
            }
            return strings.get(index);
        }
        String text = text(header >> 1);
        if (!text.isEmpty()) {
            strings.add(text);
        }
        return text;
    }

    private String text(int bytes) throws RtmpProtocolException {
        require(bytes);
        return in.readCharSequence(bytes, StandardCharsets.UTF_8).toString();
    }

    private double number() throws RtmpProtocolException {
        require(8);
        return in.readDouble();
    }

    /** 29 bits in one to four bytes (1.3.1): seven of each, eight of a fourth. */
    private int unsigned29() throws RtmpProtocolException {
        int value = 0;
        for (int i = 0; i < 3; i++) {
            require(1);
            int next = in.readUnsignedByte();
            value = (value << 7) | (next & 0x7F);
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        require(1);
        return value << 8 | in.readUnsignedByte();
    }

    private static int signed(int value) {
        int shift = Integer.SIZE - BITS_OF_29;
        return value << shift >> shift;
    }

    private void require(long bytes) throws RtmpProtocolException {
        if (in.readableBytes() < bytes) {
            throw message("AMF3 value needs " + bytes + " bytes, has " + in.readableBytes());
        }
    }
}
