package io.millrace.rtsp.tunnel;

import static java.util.stream.Collectors.joining;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.HttpHead;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The opening of a WebSocket (RFC 6455, section 4) that carries RTSP (ONVIF streaming, 5.1.1.5).
 */
public final class WebSocketHandshake {
    /** What a WebSocket with RTSP in it is called. */
    public static final String SUBPROTOCOL = "rtsp.onvif.org";

    private static final String KEY = "Sec-WebSocket-Key";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String ACCEPT = "Sec-WebSocket-Accept";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int NONCE_BYTES = 16;

    private WebSocketHandshake() {}

    /** Whether a WebSocket is asked for. */
    public static boolean isAsked(HttpHead request) {
        return request.lists("Upgrade", "websocket");
    }

    /**
     * Answers a client.
     *
     * @return whether frames follow; else the connection is being closed
     */
    public static boolean answer(ChannelHandlerContext context, HttpHead request) {
        Headers headers = request.headers();
        Optional<String> key = headers.first(KEY).filter(WebSocketHandshake::isKey);
        if (!request.isRequest("GET") || !request.lists("Connection", "upgrade") || key.isEmpty()) {
            HttpAnswer.refuse(context, "400 Bad Request", "no WebSocket handshake (RFC 6455, 4.1)");
            return false;
        }
        if (!headers.first(VERSION).orElse("").strip().equals("13")) {
            HttpAnswer.refuse(context, "426 Upgrade Required", "need WebSocket version 13");
            return false;
        }
        if (!request.lists(PROTOCOL, SUBPROTOCOL)) {
            HttpAnswer.refuse(context, "400 Bad Request", "need the subprotocol " + SUBPROTOCOL);
            return false;
        }
        String answer =
                String.join(
                        "\r\n",
                        "HTTP/1.1 101 Switching Protocols",
                        "Server: Millrace",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        ACCEPT + ": " + proof(key.get().strip()),
                        PROTOCOL + ": " + SUBPROTOCOL,
                        "",
                        "");
        var _ = context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), answer));
        return true;
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text.strip()).length == NONCE_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /**
     * What a client asks with.
     *
     * @param nonce 16 random bytes
     */
    public static String request(String authority, String path, byte[] nonce) {
        return request(authority, path, nonce, List.of());
    }

    /** Likewise, with more headers. */
    public static String request(
            String authority, String path, byte[] nonce, List<String> headers) {
        String more = headers.stream().map(header -> header + "\r\n").collect(joining());
        return String.join(
                "\r\n",
                "GET " + path + " HTTP/1.1",
                "Host: " + authority,
                "User-Agent: millrace",
                "Upgrade: websocket",
                "Connection: Upgrade",
                VERSION + ": 13",
                KEY + ": " + Base64.getEncoder().encodeToString(nonce),
                PROTOCOL + ": " + SUBPROTOCOL,
                more,
                "");
    }

    /** Whether an answer grants what was asked with {@code nonce}. */
    public static boolean isGranted(HttpHead answer, byte[] nonce) {
        String key = Base64.getEncoder().encodeToString(nonce);
        return answer.status() == 101
                && answer.lists("Upgrade", "websocket")
                && answer.headers().first(ACCEPT).orElse("").strip().equals(proof(key))
                && answer.lists(PROTOCOL, SUBPROTOCOL);
    }

    /** That the other side knows of WebSockets (RFC 6455, 4.2.2). SHA-1 protects nothing here. */
    private static String proof(String key) {
        try {
            byte[] text = (key + SALT).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-1", e);
        }
    }
}
