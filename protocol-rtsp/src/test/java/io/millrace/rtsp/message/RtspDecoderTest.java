package io.millrace.rtsp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RtspDecoderTest {
    private static final String ANNOUNCE =
            """
            ANNOUNCE rtsp://host:8554/live/cam RTSP/1.0\r
            CSeq: 2\r
            Content-Type: application/sdp\r
            Content-Length: 5\r
            \r
            v=0\r
            """;

    private static final String OPTIONS = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n";

    @Test
    void decode_requestWithBody_givesLineHeadersAndBody() throws Exception {
        RtspRequest request = (RtspRequest) decodeAll(ANNOUNCE).getFirst();

        assertEquals("ANNOUNCE", request.method());
        assertEquals("rtsp://host:8554/live/cam", request.url());
        assertEquals(Optional.of("2"), request.headers().first("cseq"));
        assertEquals("v=0\r\n", request.bodyText());
    }

    @Test
    void decode_leadingEmptyLinesAndBareLineFeeds_areTolerated() throws Exception {
        List<String> seen = decodeToText("\r\n\n" + OPTIONS.replace("\r", "") + OPTIONS);

        assertEquals(List.of("OPTIONS *", "OPTIONS *"), seen);
    }

    @Test
    void decode_framesBetweenMessages_comeInOrder() throws Exception {
        List<String> seen =
                decodeToText(OPTIONS + "$\u0001\u0000\u0002ab" + OPTIONS + "$\u0000\u0000\u0000");

        assertEquals(List.of("OPTIONS *", "$1 6162", "OPTIONS *", "$0 "), seen);
    }

    @Test
    void decode_oneByteChunks_givesTheSameMessages() throws Exception {
        String text = "\r\n" + ANNOUNCE + "$\u0001\u0000\u0002ab" + OPTIONS.replace("\r", "");

        assertEquals(decodeToText(text), decodeInChunks(text, 1));
        assertEquals(decodeToText(text), decodeInChunks(text, 7));
    }

    @Test
    void decode_everyTruncation_givesNoMoreThanTheWholeDoes() throws Exception {
        String text = ANNOUNCE + "$\u0001\u0000\u0002ab";
        for (int size = 0; size < text.length(); size++) {
            assertTrue(decodeToText(text.substring(0, size)).size() < 2, "cut at " + size);
        }
    }

    @Test
    void decode_foldedHeader_isJoined() throws Exception {
        RtspRequest request =
                (RtspRequest)
                        decodeAll("OPTIONS * RTSP/1.0\r\nA: b\r\n  c\r\nCSeq: 1\r\n\r\n")
                                .getFirst();

        assertEquals(Optional.of("b c"), request.headers().first("A"));
    }

    @Test
    void decode_response_givesCodeAndReason() throws Exception {
        RtspResponse response =
                (RtspResponse) decodeAll("RTSP/1.0 404 Not Found\r\nCSeq: 3\r\n\r\n").getFirst();

        assertEquals(404, response.code());
        assertEquals("Not Found", response.reason());
    }

    @Test
    void decode_malformedHeads_areRefusedWithTheRightStatus() {
        assertFatal(Status.BAD_REQUEST, "OPTIONS\r\n\r\n");
        assertFatal(Status.BAD_REQUEST, "OPTIONS * what\r\n\r\n");
        assertFatal(Status.BAD_REQUEST, "OPTIONS * RTSP/1.0\r\nno colon\r\n\r\n");
        assertFatal(Status.BAD_REQUEST, "OPTIONS * RTSP/1.0\r\n: empty name\r\n\r\n");
        assertFatal(Status.BAD_REQUEST, "OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n");
        assertFatal(
                Status.BAD_REQUEST, "OPTIONS * RTSP/1.0\r\nContent-Length: 99999999999\r\n\r\n");
        assertFatal(Status.BAD_REQUEST, "\u0016\u0003\u0001");
        assertFatal(Status.VERSION_NOT_SUPPORTED, "GET / HTTP/1.1\r\n\r\n");
        assertFatal(Status.VERSION_NOT_SUPPORTED, "OPTIONS * RTSP/2.0\r\n\r\n");
    }

    @Test
    void decode_overTheLimits_isRefusedBeforeItIsAllHere() {
        assertFatal(Status.BAD_REQUEST, "OPTIONS * RTSP/1.0\r\nA: " + "x".repeat(20_000));
        assertFatal(
                Status.REQUEST_URI_TOO_LONG,
                "OPTIONS rtsp://h/" + "x".repeat(5_000) + " RTSP/1.0\r\n\r\n");
        assertFatal(
                Status.REQUEST_ENTITY_TOO_LARGE,
                "ANNOUNCE * RTSP/1.0\r\nContent-Length: 1000000\r\n\r\n");
        assertFatal(Status.BAD_REQUEST, "OPTIONS * RTSP/1.0\r\n" + "A: b\r\n".repeat(65) + "\r\n");
    }

    @Test
    void encode_thenDecode_givesTheSameMessages() throws Exception {
        RtspResponse response =
                RtspResponse.of(Status.OK)
                        .with(Headers.CSEQ, "7")
                        .withBody("application/sdp", "v=0\r\n");
        ByteBuf out = Unpooled.buffer();
        RtspEncoder.encode(response, out);

        RtspResponse decoded =
                (RtspResponse) decodeAll(out.toString(StandardCharsets.UTF_8)).getFirst();

        assertEquals(response.body(), decoded.body());
        assertEquals(Optional.of("7"), decoded.headers().first(Headers.CSEQ));
        assertEquals(Optional.of("5"), decoded.headers().first(Headers.CONTENT_LENGTH));
    }

    @Property(tries = 300)
    void decode_randomBytes_givesMessagesOrARefusal(@ForAll @Size(max = 300) byte[] bytes) {
        decodeOrRefuse(bytes);
    }

    @Property(tries = 500)
    void decode_mutatedMessages_givesMessagesOrARefusal(
            @ForAll @IntRange(max = 200) int at, @ForAll byte value, @ForAll boolean cut) {
        byte[] bytes = (ANNOUNCE + OPTIONS).getBytes(StandardCharsets.ISO_8859_1);
        int index = at % bytes.length;
        bytes[index] = value;
        decodeOrRefuse(cut ? Arrays.copyOf(bytes, index + 1) : bytes);
    }

    private static void decodeOrRefuse(byte[] bytes) {
        try {
            decodeToText(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (RtspException e) {
            assertTrue(e.status().code() >= 400, e.reason());
        }
    }

    private static void assertFatal(Status status, String text) {
        RtspException e = assertThrows(RtspException.class, () -> decodeAll(text));
        assertEquals(status, e.status());
        assertEquals(RtspException.Scope.CONNECTION, e.scope());
    }

    private static List<RtspMessage> decodeAll(String text) throws RtspException {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        RtspDecoder decoder = new RtspDecoder(MessageLimits.standard());
        List<RtspMessage> messages = new ArrayList<>();
        for (Optional<RtspMessage> next = decoder.decode(in);
                next.isPresent();
                next = decoder.decode(in)) {
            messages.add(next.get());
        }
        return messages;
    }

    private static List<String> decodeToText(String text) throws RtspException {
        return decodeInChunks(text, Math.max(1, text.length()));
    }

    private static List<String> decodeInChunks(String text, int chunk) throws RtspException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        RtspDecoder decoder = new RtspDecoder(MessageLimits.standard());
        ByteBuf in = Unpooled.buffer();
        List<String> seen = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += chunk) {
            in.writeBytes(bytes, at, Math.min(chunk, bytes.length - at));
            for (Optional<RtspMessage> next = decoder.decode(in);
                    next.isPresent();
                    next = decoder.decode(in)) {
                seen.add(describe(next.get()));
            }
        }
        return seen;
    }

    private static String describe(RtspMessage message) {
        return switch (message) {
            case RtspRequest request -> request.method() + " " + request.url();
            case RtspResponse response -> Integer.toString(response.code());
            case InterleavedFrame frame -> {
                byte[] payload = new byte[frame.content().readableBytes()];
                frame.content().readBytes(payload);
                frame.release();
                yield "$" + frame.channel() + " " + HexFormat.of().formatHex(payload);
            }
        };
    }
}
