package io.millrace.rtsp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HttpHeadTest {
    private static final String REQUEST =
            "POST /a HTTP/1.1\r\nX-SessionCookie: 12\r\nConnection: keep-alive, Upgrade\r\n\r\nrest";

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    @Test
    void decode_request_leavesWhatFollows() throws Exception {
        ByteBuf in = bytes(REQUEST);

        HttpHead head = HttpHead.decode(in, MessageLimits.standard()).orElseThrow();

        assertTrue(head.isRequest("POST"));
        assertFalse(head.isRequest("GET"));
        assertEquals(Optional.of("12"), head.headers().first("x-sessioncookie"));
        assertTrue(head.lists("connection", "upgrade"));
        assertFalse(head.lists("Connection", "up"));
        assertEquals(0, head.status());
        assertEquals("rest", in.toString(StandardCharsets.UTF_8));
    }

    @Test
    void decode_requestCutAnywhere_consumesNothing() throws Exception {
        for (int size = 0; size < REQUEST.length() - "rest".length(); size++) {
            ByteBuf in = bytes(REQUEST.substring(0, size));
            assertEquals(Optional.empty(), HttpHead.decode(in, MessageLimits.standard()));
            assertEquals(size, in.readableBytes());
        }
    }

    @Test
    void decode_answer_hasItsStatus() throws Exception {
        ByteBuf in = bytes("HTTP/1.0 200 OK\r\n\r\n");
        assertEquals(200, HttpHead.decode(in, MessageLimits.standard()).orElseThrow().status());
    }

    @Test
    void decode_headBeyondTheLimit_throws() {
        ByteBuf in = bytes("GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(10_000));
        assertThrows(RtspException.class, () -> HttpHead.decode(in, MessageLimits.standard()));
    }

    @Property(tries = 100)
    void decode_anyBytes_givesOrThrowsRtspException(@ForAll byte[] start, @ForAll byte[] end) {
        ByteBuf in = Unpooled.wrappedBuffer(start, bytes("\r\n\r\n").array(), end);
        int size = in.readableBytes();
        try {
            HttpHead.decode(in, MessageLimits.standard())
                    .ifPresent(head -> assertTrue(head.status() < 1_000));
        } catch (RtspException e) {
            assertFalse(e.reason().isEmpty());
        }
        assertTrue(in.readableBytes() <= size);
    }
}
