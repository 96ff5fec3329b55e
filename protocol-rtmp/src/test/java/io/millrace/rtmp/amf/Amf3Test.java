package io.millrace.rtmp.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtmp.amf.AmfValue.AmfEcmaArray;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.amf.AmfValue.AmfStrictArray;
import io.millrace.rtmp.amf.AmfValue.AmfUndefined;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Amf3Test {
    private static final AmfValue ONE = AmfValue.of(1);

    private static List<AmfValue> decode(String hex) throws RtmpProtocolException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return Amf0Decoder.decodeAll(Unpooled.wrappedBuffer(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "11 04 01,                         1",
        "11 04 81 00,                      128",
        "11 04 ff ff ff ff,                -1",
        "11 04 bf ff ff ff,                268435455",
        "11 05 40 09 00 00 00 00 00 00,    3.125",
    })
    void decode_number_isRead(String hex, double expected) throws Exception {
        assertEquals(List.of(AmfValue.of(expected)), decode(hex));
    }

    @Test
    void decode_simpleValues_areRead() throws Exception {
        assertEquals(
                List.of(
                        new AmfUndefined(),
                        new AmfNull(),
                        AmfValue.of(false),
                        AmfValue.of(true),
                        AmfValue.of("ab"),
                        AmfValue.of("<a/>"),
                        new AmfUndefined()),
                decode("1100 1101 1102 1103 110605 6162 110b09 3c612f3e 110c05 0102"));
    }

    @Test
    void decode_objectOfTraits_hasItsMembersByName() throws Exception {
        // sealed member "a", then dynamic "b" whose value is the string "a" by reference
        assertEquals(
                List.of(new AmfObject(Map.of("a", ONE, "b", AmfValue.of("a"))), ONE),
                decode("11 0a 1b 01 0361 0401 0362 0600 01 11 0401"));
    }

    @Test
    void decode_references_areResolved() throws Exception {
        AmfObject inner = new AmfObject(Map.of("a", ONE));
        assertEquals(
                List.of(new AmfStrictArray(List.of(inner, inner))),
                decode("11 09 05 01 0a 13 01 0361 0401 0a 02"));
    }

    @Test
    void decode_arrays_ofEachKind() throws Exception {
        assertEquals(
                List.of(new AmfEcmaArray(Map.of("a", ONE, "0", new AmfNull()))),
                decode("11 09 03 0361 0401 01 01"));
        assertEquals(
                List.of(new AmfStrictArray(List.of(ONE, AmfValue.of(-1)))),
                decode("11 0d 05 00 00000001 ffffffff"));
        assertEquals(List.of(new AmfUndefined()), decode("11 11 03 00 0401 0401"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11",
                "11 12",
                "11 04 80",
                "11 06 05 61",
                "11 06 02",
                "11 09 ff ff ff ff 01",
                "11 0a 00",
                "11 0a 01",
                "11 0a 07 01",
                "11 0d ff ff ff ff 00",
                "11 09 03 01 09 00",
            })
    void decode_broken_costsTheMessageOnly(String hex) {
        RtmpProtocolException problem =
                assertThrows(RtmpProtocolException.class, () -> decode(hex));
        assertEquals(RtmpProtocolException.Scope.MESSAGE, problem.scope());
    }

    /** Each array holds the one before twice: 2^n values in a few bytes a step. */
    @Test
    void decode_referencesThatMultiply_areRefused() {
        StringBuilder hex = new StringBuilder("11 09 33 01 09 03 01 0401");
        for (int i = 1; i < 25; i++) {
            String before = "%02x".formatted(i << 1);
            hex.append(" 09 05 01 09").append(before).append(" 09").append(before);
        }
        RtmpProtocolException problem =
                assertThrows(RtmpProtocolException.class, () -> decode(hex.toString()));
        assertTrue(String.valueOf(problem.getMessage()).contains("more than"));
    }

    @Property(tries = 500)
    void decode_anyBytes_endsOrIsRefused(@ForAll @Size(max = 200) byte[] bytes) {
        byte[] all = new byte[bytes.length + 1];
        all[0] = 0x11;
        System.arraycopy(bytes, 0, all, 1, bytes.length);
        try {
            assertTrue(!Amf0Decoder.decodeAll(Unpooled.wrappedBuffer(all)).isEmpty());
        } catch (RtmpProtocolException refused) {
            assertEquals(RtmpProtocolException.Scope.MESSAGE, refused.scope());
        }
    }
}
