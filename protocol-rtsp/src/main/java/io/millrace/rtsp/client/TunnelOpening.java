package io.millrace.rtsp.client;

import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.HttpHead;
import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.tunnel.WebSocketHandshake;
import io.millrace.rtsp.tunnel.WebSocketTunnel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks a server for a tunnel in HTTP or in a WebSocket, and leaves its place to that; the
 * connection behind learns only then that it is active. A 401 is answered once: in the same
 * connection where the server keeps it, as nonces may be of a connection, else in another. Confined
 * to the channel's event loop.
 */
final class TunnelOpening extends ByteToMessageDecoder {
    private static final int OK = 200;
    private static final int MOST_REFUSAL_BYTES = 65_536;

    private final ClientConnection connection;
    private final Dialer dialer;
    private final TunnelRequests requests;
    private State state = new State.Asked();

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

    private sealed interface State {
        /** Waits for an answer. */
        record Asked() implements State {}

        /** Passes over the text of a 401, then asks again. */
        record Challenged(long textBytes) implements State {}

        /** Has asked in the same connection, and may have to in another. */
        record AskedAgain() implements State {}

        /** Is to be asked for in another connection; this one is done with. */
        record Elsewhere() implements State {}

        record Answered() implements State {}
    }

    TunnelOpening(ClientConnection connection, Dialer dialer, TunnelRequests requests) {
        this.connection = connection;
        this.dialer = dialer;
        this.requests = requests;
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

    /** Whether the server has ended this connection with a challenge that can be answered. */
    boolean isToBeAskedAgain() {
        return state instanceof State.Elsewhere;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ask(context);
    }

    private void ask(ChannelHandlerContext context) {
        var _ = context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), requests.opening()));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        switch (state) {
            case State.Asked _, State.AskedAgain _ -> decodeAnswer(context, in);
            case State.Challenged(long textBytes) -> pass(context, in, textBytes);
            case State.Elsewhere _ -> in.skipBytes(in.readableBytes());
            case State.Answered _ -> {}
        }
    }

    private void decodeAnswer(ChannelHandlerContext context, ByteBuf in) {
        try {
            Optional<HttpHead> answer = HttpHead.decode(in, MessageLimits.standard());
            answer.ifPresent(head -> onAnswer(context, head));
        } catch (RtspException e) {
            state = new State.Answered();
            connection.fail(connection.problem(Kind.PROTOCOL, e.reason()));
        }
    }

    /** The text of a refusal is for people. */
    private void pass(ChannelHandlerContext context, ByteBuf in, long textBytes) {
        int size = (int) Math.min(textBytes, in.readableBytes());
        in.skipBytes(size);
        state = new State.Challenged(textBytes - size);
        if (textBytes == size) {
            state = new State.AskedAgain();
            ask(context);
        }
    }

    private void onAnswer(ChannelHandlerContext context, HttpHead answer) {
        if (requests.isToBeAskedAgain(answer)) {
            onChallenge(context, answer);
            return;
        }
        state = new State.Answered();
        switch (requests.way()) {
            case Way.Http http when answer.status() == OK -> openPost(context, http);
            case Way.WebSocket(byte[] nonce) when WebSocketHandshake.isGranted(answer, nonce) -> {
                WebSocketTunnel.replace(
                        context,
                        true,
                        why -> connection.fail(connection.problem(Kind.PROTOCOL, why)));
                context.fireChannelActive();
            }
            default -> connection.fail(requests.refusal(answer));
        }
    }

    private void openPost(ChannelHandlerContext context, Way.Http http) {
        var _ =
                new TunnelPost(connection, dialer, requests, http)
                        .open(context.channel())
                        .whenComplete((writer, failure) -> {
                            if (failure == null) {
                                begin(context, writer);
                            } else {
                                String why = String.valueOf(failure.getMessage());
                                connection.fail(connection.problem(Kind.CUT_OFF, why));
                            }
                        });
    }

    private void onChallenge(ChannelHandlerContext context, HttpHead answer) {
        OptionalLong textBytes = textBytesOf(answer);
        if (textBytes.isEmpty()) {
            askElsewhere();
        } else {
            pass(context, Unpooled.EMPTY_BUFFER, textBytes.getAsLong());
        }
    }

    /** Of an answer after which the connection is kept; empty if it is not. */
    private static OptionalLong textBytesOf(HttpHead answer) {
        String size = answer.headers().first("Content-Length").orElse("").strip();
        boolean kept =
                answer.firstLine().startsWith("HTTP/1.1 ")
                        && !answer.lists("Connection", "close")
                        && size.matches("[0-9]{1,5}")
                        && Integer.parseInt(size) <= MOST_REFUSAL_BYTES;
        return kept ? OptionalLong.of(Integer.parseInt(size)) : OptionalLong.empty();
    }

    private void askElsewhere() {
        state = new State.Elsewhere();
        connection.fail(connection.problem(Kind.CLOSED, "asked for a password"));
    }

    /** A server may close a connection after a 401 without having said so. */
    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (isChallenged()) {
            askElsewhere();
        }
        super.channelInactive(context);
    }

    /** Likewise, by a reset. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (isChallenged()) {
            askElsewhere();
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    private boolean isChallenged() {
        return switch (state) {
            case State.Challenged _, State.AskedAgain _ -> true;
            case State.Asked _, State.Elsewhere _, State.Answered _ -> false;
        };
    }

    private void begin(ChannelHandlerContext context, Base64Writer writer) {
        if (context.isRemoved()) {
            writer.close();
            return;
        }
        context.pipeline().replace(this, "tunnel", writer);
        context.fireChannelActive();
    }
}
