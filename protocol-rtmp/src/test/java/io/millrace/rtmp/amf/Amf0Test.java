package io.millrace.rtmp.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class Amf0Test {
    private static List<AmfValue> decode(String hex) throws RtmpProtocolException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return Amf0Decoder.decodeAll(Unpooled.wrappedBuffer(bytes));
    }

    private static void decodes(String hex, AmfValue... values) throws Exception {
        assertEquals(List.of(values), decode(hex));
    }

    private static void refuses(String hex) {
        RtmpProtocolException e = assertThrows(RtmpProtocolException.class, () -> decode(hex), hex);
        assertEquals(RtmpProtocolException.Scope.MESSAGE, e.scope());
    }

    @Test
    void decode_scalars_areRead() throws Exception {
        decodes(
                "00 3ff0000000000000 01 01 02 0002 6869 05 06 0d",
                new AmfNumber(1),
                new AmfBoolean(true),
                new AmfString("hi"),
                new AmfNull(),
                new AmfUndefined(),
                new AmfUndefined());
        decodes("0b 4024000000000000 0000", new AmfDate(10));
        decodes("0c 00000002 6869 0f 00000001 78", new AmfString("hi"), new AmfString("x"));
    }

    @Test
    void decode_objectsAndArrays_areRead() throws Exception {
        AmfValue one = new AmfNumber(1);
        decodes("03 0001 61 00 3ff0000000000000 0000 09", new AmfObject(Map.of("a", one)));
        decodes(
                "08 00000063 0001 61 00 3ff0000000000000 0000 09",
                new AmfEcmaArray(Map.of("a", one)));
        decodes(
                "10 0001 43 0001 61 00 3ff0000000000000 0000 09", //
                new AmfObject(Map.of("a", one)));
        decodes(
                "0a 00000002 05 00 3ff0000000000000",
                new AmfStrictArray(List.of(new AmfNull(), one)));
    }

    @Test
    void decode_arrayWithoutEndMarker_isTaken() throws Exception {
        decodes("08 00000001 0001 61 05", new AmfEcmaArray(Map.of("a", new AmfNull())));
    }

    @Test
    void decode_unknownMarkersAndHugeCounts_areRefused() {
        refuses("04");
        refuses("07 0001");
        refuses("12 01");
        refuses("ff");
        refuses("0a ffffffff 05");
        refuses("0c ffffffff 05");
        refuses("10 0000 0000 09");
    }

    @Test
    void decode_deepNesting_isRefused() {
        refuses("03 0001 61 ".repeat(200));
        refuses("0a 00000001 ".repeat(200) + "05");
    }

    @Test
    void decode_manyValues_areRefused() {
        refuses("05".repeat(5000));
        refuses("0a 00001388" + "05".repeat(5000));
    }

    @Test
    void encode_longString_usesTheLongForm() throws Exception {
        AmfValue text = AmfValue.of("x".repeat(70_000));
        ByteBuf out = Unpooled.buffer();
        Amf0Encoder.encode(out, text);
        assertEquals(12, out.getByte(0));
        assertEquals(List.of(text), Amf0Decoder.decodeAll(out));
    }

    @Property(tries = 200)
    void encode_anyValue_decodesToItself(@ForAll("values") AmfValue value) throws Exception {
        ByteBuf out = Unpooled.buffer();
        Amf0Encoder.encode(out, value);
        assertEquals(List.of(value), Amf0Decoder.decodeAll(out));
    }

    @Property(tries = 200)
    void decode_truncatedValue_isReadOrRefused(
            @ForAll("values") AmfValue value, @ForAll java.util.Random random) {
        ByteBuf out = Unpooled.buffer();
        Amf0Encoder.encode(out, value);
        byte[] bytes = ByteBufUtil.getBytes(out);
        survives(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        survives(bytes);
    }

    @Property(tries = 500)
    void decode_randomBytes_giveValuesOrProtocolErrors(@ForAll @Size(max = 300) byte[] bytes) {
        survives(bytes);
    }

    private static void survives(byte[] bytes) {
        try {
            assertTrue(Amf0Decoder.decodeAll(Unpooled.wrappedBuffer(bytes)).size() <= 4096);
        } catch (RtmpProtocolException e) {
            assertEquals(RtmpProtocolException.Scope.MESSAGE, e.scope());
        }
    }

    @Provide
    Arbitrary<AmfValue> values() {
        return values(3);
    }

    private static Arbitrary<AmfValue> values(int depth) {
        Arbitrary<AmfValue> scalars =
                Arbitraries.oneOf(
                        Arbitraries.doubles().map(AmfNumber::new),
                        Arbitraries.of(true, false).map(AmfBoolean::new),
                        Arbitraries.strings().alpha().ofMaxLength(20).map(AmfString::new),
                        Arbitraries.doubles().map(AmfDate::new),
                        Arbitraries.of(new AmfNull(), new AmfUndefined()));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<AmfValue> inner = Arbitraries.lazy(() -> values(depth - 1));
        Arbitrary<Map<String, AmfValue>> members =
                Arbitraries.maps(Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8), inner)
                        .ofMaxSize(4);
        return Arbitraries.oneOf(
                scalars,
                members.map(AmfObject::new),
                members.map(AmfEcmaArray::new),
                inner.list().ofMaxSize(4).map(AmfStrictArray::new));
    }
}
