package io.millrace.rtsp.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.Base64;

/**
 * Sends what is written to a tunnel's GET by its POST, each message in base64 of its own. Both
 * connections are on the same event loop.
 */
final class Base64Writer extends ChannelOutboundHandlerAdapter {
    private final Channel up;

    Base64Writer(Channel up) {
        this.up = up;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IllegalArgumentException("only bytes are tunnelled"));
            return;
        }
        byte[] plain = new byte[bytes.readableBytes()];
        bytes.readBytes(plain);
        bytes.release();
        up.writeAndFlush(Unpooled.wrappedBuffer(Base64.getEncoder().encode(plain)))
                .addListener(
                        (ChannelFutureListener)
                                written -> {
                                    if (!promise.isVoid() && written.isSuccess()) {
                                        promise.trySuccess();
                                    } else if (!promise.isVoid()) {
                                        promise.tryFailure(written.cause());
                                    }
                                });
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        var _ = up.close();
    }
}
