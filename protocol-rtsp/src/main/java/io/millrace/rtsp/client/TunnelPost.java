package io.millrace.rtsp.client;

import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.HttpHead;
import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.message.RtspException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The POST of a tunnel in HTTP, which servers answer only if they refuse it. At a 401 another one
 * is begun, with a proof and with what went into the first. Confined to the tunnel's event loop.
 */
final class TunnelPost {
    private static final int REFUSAL = 400;

    private final ClientConnection connection;
    private final Dialer dialer;
    private final TunnelRequests requests;
    private final TunnelOpening.Way.Http http;

    TunnelPost(
            ClientConnection connection,
            Dialer dialer,
            TunnelRequests requests,
            TunnelOpening.Way.Http http) {
        this.connection = connection;
        this.dialer = dialer;
        this.requests = requests;
        this.http = http;
    }

    /** What sends by it; fails where there is no connection. */
    CompletableFuture<Base64Writer> open(Channel down) {
        Base64Writer writer = new Base64Writer();
        return connect(down, writer).thenApply(_ -> writer);
    }

    private CompletableFuture<Void> connect(Channel down, Base64Writer writer) {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        dialer.connect(down.eventLoop(), List.of(new Answers(down, writer)))
                .addListener(
                        (ChannelFutureListener)
                                connected -> {
                                    if (connected.isSuccess()) {
                                        begin(connected.channel(), writer);
                                        opened.complete(null);
                                    } else {
                                        opened.completeExceptionally(connected.cause());
                                    }
                                });
        return opened;
    }

    private void begin(Channel up, Base64Writer writer) {
        if (connection.isClosed()) {
            var _ = up.close();
            return;
        }
        var _ = up.writeAndFlush(ByteBufUtil.writeUtf8(up.alloc(), requests.post(http)));
        connection.sendBy(up);
        writer.sendBy(up);
    }

    /** What comes by the connection of a POST; nothing of it is RTSP. */
    private final class Answers extends ByteToMessageDecoder {
        private final Channel down;
        private final Base64Writer writer;
        private boolean answered;

        Answers(Channel down, Base64Writer writer) {
            this.down = down;
            this.writer = writer;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (answered) {
                in.skipBytes(in.readableBytes());
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
            if (answer.status() < REFUSAL) {
                return;
            }
            if (!writer.maySendAgain() || !requests.isPostToBeAskedAgain(answer)) {
                connection.fail(requests.refusal(answer));
                return;
            }
            Channel refused = context.channel();
            var _ = refused.pipeline().remove(this);
            var _ = refused.close();
            var _ =
                    connect(down, writer)
                            .exceptionally(failure -> {
                                String why = String.valueOf(failure.getMessage());
                                connection.fail(connection.problem(Kind.CUT_OFF, why));
                                return null;
                            });
        }

        /** Without it, nothing can be asked any more. */
        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            super.channelInactive(context);
            var _ = down.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            down.pipeline().fireExceptionCaught(cause);
            var _ = context.close();
        }
    }
}
