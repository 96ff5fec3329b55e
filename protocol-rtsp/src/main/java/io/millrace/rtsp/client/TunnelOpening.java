package io.millrace.rtsp.client;

import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.HttpHead;
import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.tunnel.HttpAnswer;
import io.millrace.rtsp.tunnel.WebSocketHandshake;
import io.millrace.rtsp.tunnel.WebSocketTunnel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Asks a server for a tunnel in HTTP or in a WebSocket, and leaves its place to that; the
 * connection behind learns only then that it is active. Confined to the channel's event loop.
 */
final class TunnelOpening extends ByteToMessageDecoder {
    private static final int OK = 200;

    private final ClientConnection connection;
    private final Dialer dialer;
    private final Way way;
    private boolean answered;

    /** What the tunnel runs in. */
    sealed interface Way {
        /**
         * A GET and a POST.
         *
         * @param cookie that names it
         * @param upBytes that the POST announces
         */
        record Http(String cookie, long upBytes) implements Way {}

        /** 16 random bytes. */
        record WebSocket(byte[] nonce) implements Way {}
    }

    TunnelOpening(ClientConnection connection, Dialer dialer, Way way) {
        this.connection = connection;
        this.dialer = dialer;
        this.way = way;
    }

    /** What clients announce who send requests only; servers do not count. */
    static final long REQUESTS_BYTES = 32_767;

    /** For media, as servers may pass by who counts. */
    static final long ENDLESS_BYTES = 1L << 53;

    /** The tunnel that a carrier means; {@code random} are 16 bytes. */
    static Optional<Way> wayOf(RtspSource.Carrier carrier, byte[] random, long upBytes) {
        return switch (carrier) {
            case AUTO, UDP, MULTICAST, TCP -> Optional.empty();
            case HTTP -> Optional.of(new Way.Http(HexFormat.of().formatHex(random), upBytes));
            case WEBSOCKET -> Optional.of(new Way.WebSocket(random));
        };
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        String request =
                switch (way) {
                    case Way.Http(String cookie, _) ->
                            http("GET", cookie, "Accept: " + HttpAnswer.TUNNELLED);
                    case Way.WebSocket(byte[] nonce) ->
                            WebSocketHandshake.request(authority(), target(), nonce);
                };
        var _ = context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), request));
    }

    private String http(String method, String cookie, String header) {
        return String.join(
                "\r\n",
                method + " " + target() + " HTTP/1.1",
                "Host: " + authority(),
                "User-Agent: millrace",
                "x-sessioncookie: " + cookie,
                "Cache-Control: no-cache",
                "Pragma: no-cache",
                header,
                "",
                "");
    }

    private String authority() {
        RtspUrl url = dialer.source().url();
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        return host + ":" + url.port();
    }

    private String target() {
        String rest = dialer.source().url().rest().replace(" ", "%20");
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (answered) {
            return;
        }
        try {
            Optional<HttpHead> answer = HttpHead.decode(in, MessageLimits.standard());
            answer.ifPresent(head -> onAnswer(context, head));
        } catch (RtspException e) {
            answered = true;
            connection.fail(connection.problem(Kind.PROTOCOL, e.reason()));
        }
    }

    private void onAnswer(ChannelHandlerContext context, HttpHead answer) {
        answered = true;
        switch (way) {
            case Way.Http http when answer.status() == OK -> openPost(context, http);
            case Way.WebSocket(byte[] nonce) when WebSocketHandshake.isGranted(answer, nonce) -> {
                WebSocketTunnel.replace(
                        context,
                        true,
                        why -> connection.fail(connection.problem(Kind.PROTOCOL, why)));
                context.fireChannelActive();
            }
            default -> {
                String said = answer.firstLine().strip();
                connection.fail(
                        connection.problem(Kind.TRANSPORT, "the tunnel was refused: " + said));
            }
        }
    }

    private void openPost(ChannelHandlerContext context, Way.Http http) {
        Channel down = context.channel();
        dialer.connect(down.eventLoop(), List.of(new Up(down)))
                .addListener(
                        (ChannelFutureListener)
                                connected -> {
                                    if (connected.isSuccess()) {
                                        begin(context, http, connected.channel());
                                    } else {
                                        String why = String.valueOf(connected.cause().getMessage());
                                        connection.fail(connection.problem(Kind.CUT_OFF, why));
                                    }
                                });
    }

    private void begin(ChannelHandlerContext context, Way.Http http, Channel up) {
        if (context.isRemoved()) {
            var _ = up.close();
            return;
        }
        String request =
                http(
                        "POST",
                        http.cookie(),
                        "Content-Type: %s\r\nContent-Length: %d"
                                .formatted(HttpAnswer.TUNNELLED, http.upBytes()));
        var _ = up.writeAndFlush(ByteBufUtil.writeUtf8(up.alloc(), request));
        connection.sendBy(up);
        context.pipeline().replace(this, "tunnel", new Base64Writer(up));
        context.fireChannelActive();
    }

    /** The connection of the POST: nothing that comes by it is meant for us. */
    private static final class Up extends ChannelInboundHandlerAdapter {
        private final Channel down;

        Up(Channel down) {
            this.down = down;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        /** Without it, nothing can be asked any more. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            var _ = down.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            down.pipeline().fireExceptionCaught(cause);
            var _ = context.close();
        }
    }
}
