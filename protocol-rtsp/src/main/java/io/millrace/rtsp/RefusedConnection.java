package io.millrace.rtsp;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.InterleavedFrame;
import io.millrace.rtsp.message.RtspEncoder;
import io.millrace.rtsp.message.RtspMessage;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection beyond its address's limit: its first request is answered with 503, then it is
 * closed; without a request it is closed soon. Confined to the channel's event loop.
 */
final class RefusedConnection extends SimpleChannelInboundHandler<RtspMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedConnection.class);
    private static final int PATIENCE_SECONDS = 5;

    private @Nullable Future<?> deadline;

    RefusedConnection() {
        super(false);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline =
                context.executor()
                        .schedule(
                                () -> {
                                    var _ = context.close();
                                },
                                PATIENCE_SECONDS,
                                TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, RtspMessage message) {
        switch (message) {
            case InterleavedFrame frame -> frame.release();
            case RtspResponse _ -> {}
            case RtspRequest request -> answer(context, request);
        }
    }

    private static void answer(ChannelHandlerContext context, RtspRequest request) {
        RtspResponse refusal =
                RtspResponse.refusal(
                        Status.SERVICE_UNAVAILABLE, "too many connections from your address");
        ByteBuf out = context.alloc().buffer();
        RtspEncoder.encode(
                request.headers()
                        .first(Headers.CSEQ)
                        .map(sequence -> refusal.with(Headers.CSEQ, sequence))
                        .orElse(refusal),
                out);
        var _ = context.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** Whatever it sends, it costs this connection only. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("refused connection: {}", cause.toString());
        var _ = context.close();
    }
}
