package io.millrace.rtsp.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.message.RtspException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64ReaderTest {
    private static String read(String... pieces) throws RtspException {
        Base64Reader reader = new Base64Reader();
        ByteBuf out = Unpooled.buffer();
        for (String piece : pieces) {
            byte[] bytes = piece.getBytes(StandardCharsets.ISO_8859_1);
            reader.read(Unpooled.wrappedBuffer(bytes), out);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void read_messagesWithPaddingBetween_givesThemAll() throws Exception {
        assertEquals("aabbbcccc", read("YWE=YmJi", "Y2Nj", "Y\r\nw==\r\n"));
    }

    @Test
    void read_groupThatIsNotWhole_waits() throws Exception {
        assertEquals("", read("YWE"));
        assertEquals("aa", read("YWE", "="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "Y===", "YW=E", "YW\u00e4E", "OPTIONS *", "YWE-"})
    void read_whatIsNone_throws(String text) {
        RtspException e = assertThrows(RtspException.class, () -> read(text));
        assertEquals(RtspException.Scope.CONNECTION, e.scope());
    }

    @Property(tries = 100)
    void read_anyMessagesCutAnywhere_givesTheirBytes(
            @ForAll @Size(max = 5) List<byte[]> messages,
            @ForAll @IntRange(min = 1, max = 9) int cut)
            throws RtspException {
        ByteBuf encoded = Unpooled.buffer();
        ByteBuf expected = Unpooled.buffer();
        for (byte[] message : messages) {
            encoded.writeBytes(Base64.getEncoder().encode(message));
            expected.writeBytes(message);
        }
        Base64Reader reader = new Base64Reader();
        ByteBuf out = Unpooled.buffer();
        while (encoded.isReadable()) {
            int size = Math.min(cut, encoded.readableBytes());
            int before = out.readableBytes();
            reader.read(encoded.readSlice(size), out);
            assertTrue(out.readableBytes() - before <= Base64Reader.mostBytes(size));
        }
        assertEquals(ByteBufUtil.hexDump(expected), ByteBufUtil.hexDump(out));
    }

    @Property(tries = 100)
    void read_anyBytes_givesOrThrowsRtspException(@ForAll byte[] bytes) {
        Base64Reader reader = new Base64Reader();
        ByteBuf out = Unpooled.buffer();
        try {
            reader.read(Unpooled.wrappedBuffer(bytes), out);
        } catch (RtspException e) {
            assertTrue(e.reason().contains("base64"));
        }
        assertTrue(out.readableBytes() <= Base64Reader.mostBytes(bytes.length));
    }
}
