package io.millrace.rtsp;

import io.millrace.rtsp.message.HttpHead;
import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.tunnel.HttpAnswer;
import io.millrace.rtsp.tunnel.HttpTunnels;
import io.millrace.rtsp.tunnel.TunnelDown;
import io.millrace.rtsp.tunnel.TunnelUp;
import io.millrace.rtsp.tunnel.WebSocketHandshake;
import io.millrace.rtsp.tunnel.WebSocketTunnel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by the first bytes of a connection whether it is RTSP, or HTTP that RTSP is to be tunnelled
 * in, and leaves the pipeline to whoever speaks that. Confined to the channel's event loop.
 */
final class ProtocolChoice extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolChoice.class);
    private static final String COOKIE = "x-sessioncookie";
    private static final int MOST_COOKIE_LENGTH = 256;
    private static final List<byte[]> HTTP_STARTS = List.of(bytes("GET "), bytes("POST "));

    private final ServerContext server;
    private final RtspConnection connection;
    private boolean refused;

    /** For a connection whose RTSP is behind this handler. */
    ProtocolChoice(ServerContext server, RtspConnection connection) {
        this.server = server;
        this.connection = connection;
    }

    private enum Start {
        UNKNOWN,
        HTTP,
        RTSP
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Start startOf(ByteBuf in) {
        boolean mayBe = false;
        for (byte[] start : HTTP_STARTS) {
            int known = Math.min(start.length, in.readableBytes());
            boolean same = true;
            for (int i = 0; i < known; i++) {
                same &= in.getByte(in.readerIndex() + i) == start[i];
            }
            if (same && known == start.length) {
                return Start.HTTP;
            }
            mayBe |= same;
        }
        return mayBe ? Start.UNKNOWN : Start.RTSP;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        switch (startOf(in)) {
            case UNKNOWN -> {}
            case RTSP -> {
                var _ = context.pipeline().remove(this);
            }
            case HTTP -> decodeHead(context, in);
        }
    }

    private void decodeHead(ChannelHandlerContext context, ByteBuf in) {
        MessageLimits limits = server.settings().limits().message();
        try {
            Optional<HttpHead> head = HttpHead.decode(in, limits);
            head.ifPresent(request -> onRequest(context, request));
        } catch (RtspException e) {
            refuse(context, "malformed", "400 Bad Request", e.reason());
        }
    }

    private void refuse(ChannelHandlerContext context, String reason, String status, String why) {
        refused = true;
        server.count("rtsp_tunnels_refused", "reason", reason);
        LOG.info("{}: HTTP refused: {}", connection.peer(), why);
        HttpAnswer.refuse(context, status, why);
    }

    private void onRequest(ChannelHandlerContext context, HttpHead request) {
        Optional<String> cookie = request.headers().first(COOKIE).map(String::strip);
        if (WebSocketHandshake.isAsked(request)) {
            webSocket(context, request);
        } else if (cookie.isEmpty() || cookie.get().isEmpty()) {
            refuse(
                    context,
                    "no-tunnel",
                    "400 Bad Request",
                    "RTSP is spoken here: plain, in HTTP with an x-sessioncookie, or in a WebSocket"
                            + " of the subprotocol rtsp.onvif.org");
        } else if (cookie.get().length() > MOST_COOKIE_LENGTH) {
            refuse(context, "cookie", "400 Bad Request", "the x-sessioncookie is too long");
        } else {
            httpTunnel(context, request, cookie.get());
        }
    }

    private void webSocket(ChannelHandlerContext context, HttpHead request) {
        if (WebSocketHandshake.answer(context, request)) {
            server.count("rtsp_tunnels", "kind", "websocket");
            connection.tunnelled();
            WebSocketTunnel.replace(context, false, this::onMalformed);
        } else {
            refused = true;
            server.count("rtsp_tunnels_refused", "reason", "handshake");
        }
    }

    private void onMalformed(String why) {
        server.count("rtsp_tunnels_refused", "reason", "frame");
        LOG.info("{}: closed: {}", connection.peer(), why);
    }

    private void httpTunnel(ChannelHandlerContext context, HttpHead request, String cookie) {
        HttpTunnels.Key key = new HttpTunnels.Key(connection.remoteAddress().getAddress(), cookie);
        if (request.isRequest("GET")) {
            server.count("rtsp_tunnels", "kind", "http");
            connection.tunnelled();
            var _ =
                    context.pipeline()
                            .replace(this, "tunnel", new TunnelDown(server.tunnels(), key));
        } else {
            context.pipeline().remove(RtspMessageDecoder.class);
            context.pipeline().remove(RtspConnection.class);
            var _ = context.pipeline().replace(this, "tunnel", new TunnelUp(server.tunnels(), key));
        }
    }
}
