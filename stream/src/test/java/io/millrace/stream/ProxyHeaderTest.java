package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static Optional<InetSocketAddress> peer(String address, int port) {
        return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    /** Whole, followed by another byte, and cut anywhere. */
    private static void assertDecodes(Optional<InetSocketAddress> source, byte[] header)
            throws ProxyHeader.MalformedException {
        for (int size = 0; size < header.length; size++) {
            ByteBuf cut = Unpooled.wrappedBuffer(header, 0, size);
            assertEquals(Optional.empty(), ProxyHeader.decode(cut));
            assertEquals(size, cut.readableBytes());
        }
        ByteBuf in = Unpooled.wrappedBuffer(header, new byte[] {'O'});
        assertEquals(Optional.of(new ProxyHeader(source)), ProxyHeader.decode(in));
        assertEquals(1, in.readableBytes());
    }

    @Test
    void decode_line_givesThePeer() throws Exception {
        assertDecodes(peer("10.1.2.3", 50_000), text("PROXY TCP4 10.1.2.3 10.0.0.2 50000 554\r\n"));
        assertDecodes(peer("2001:db8::1", 1), text("PROXY TCP6 2001:db8::1 ::1 1 554\r\n"));
        assertDecodes(Optional.empty(), text("PROXY UNKNOWN\r\n"));
        assertDecodes(Optional.empty(), text("PROXY UNKNOWN a b c d\r\n"));
    }

    @Test
    void decode_binary_givesThePeer() throws Exception {
        assertDecodes(
                peer("10.1.2.3", 50_000), hex(SIGNATURE + "2111000c0a0102030a000002c350022a"));
        assertDecodes(
                peer("2001:db8::1", 258),
                hex(
                        SIGNATURE
                                + "21210028"
                                + "20010db8000000000000000000000001"
                                + "00000000000000000000000000000001"
                                + "0102022a"
                                + "04000100"));
        assertDecodes(Optional.empty(), hex(SIGNATURE + "20000000"));
        assertDecodes(Optional.empty(), hex(SIGNATURE + "210000021234"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS * RTSP/1.0\r\n",
                "PROXX",
                "PROXY TCP4 10.1.2.3 10.0.0.2 50000\r\n",
                "PROXY TCP4 ten 10.0.0.2 50000 554\r\n",
                "PROXY TCP4 10.1.2.3 10.0.0.2 70000 554\r\n",
                "PROXY UDP4 10.1.2.3 10.0.0.2 50000 554\r\n",
                "\r\n\r\nOPTIONS"
            })
    void decode_whatIsNone_throws(String text) {
        assertThrows(
                ProxyHeader.MalformedException.class,
                () -> ProxyHeader.decode(Unpooled.wrappedBuffer(text(text))));
    }

    @Test
    void decode_lineWithoutEnd_throwsSoon() {
        ByteBuf in = Unpooled.wrappedBuffer(text("PROXY " + "x".repeat(101)));
        assertThrows(ProxyHeader.MalformedException.class, () -> ProxyHeader.decode(in));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3111000c", "21111001", "21110004" + "0a010203"})
    void decode_binaryThatIsBroken_throws(String rest) {
        ByteBuf in = Unpooled.wrappedBuffer(hex(SIGNATURE + rest), new byte[12]);
        assertThrows(ProxyHeader.MalformedException.class, () -> ProxyHeader.decode(in));
    }

    @Property(tries = 200)
    void decode_anyBytes_givesOrThrows(@ForAll byte[] bytes, @ForAll boolean binary) {
        byte[] start = binary ? hex(SIGNATURE) : text("PROXY ");
        ByteBuf in = Unpooled.wrappedBuffer(start, bytes);
        try {
            Optional<ProxyHeader> header = ProxyHeader.decode(in);
            assertTrue(header.isPresent() || in.readableBytes() == start.length + bytes.length);
        } catch (ProxyHeader.MalformedException e) {
            assertTrue(String.valueOf(e.getMessage()).startsWith("no PROXY header"));
        }
    }
}
