package io.millrace.rtsp.tunnel;

import io.millrace.rtsp.message.InterleavedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;

/**
 * RTSP in the frames of a WebSocket (RFC 6455, section 5), after its handshake: handlers behind
 * this one read and write plain RTSP. What is written goes out in one binary frame for each message
 * and for each interleaved packet; what comes may be cut anywhere.
 */
public final class WebSocketTunnel extends ChannelDuplexHandler {
    private static final int MOST_FRAME_BYTES = 1 << 20;

    private final Consumer<String> onMalformed;

    private WebSocketTunnel(Consumer<String> onMalformed) {
        this.onMalformed = onMalformed;
    }

    /**
     * Puts a tunnel in the place of {@code handshake}, whose unread bytes go through it.
     *
     * @param client whether this side asked for it: clients mask what they send (5.1)
     * @param onMalformed is told of frames that break the RFC; the connection is closed then
     */
    public static void replace(
            ChannelHandlerContext handshake, boolean client, Consumer<String> onMalformed) {
        WebSocketDecoderConfig limits =
                WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(MOST_FRAME_BYTES)
                        .expectMaskedFrames(!client)
                        .allowExtensions(false)
                        .withUTF8Validator(false)
                        .build();
        ChannelPipeline pipeline = handshake.pipeline();
        pipeline.addAfter(handshake.name(), "websocket-rtsp", new WebSocketTunnel(onMalformed));
        pipeline.addAfter(
                handshake.name(), "websocket-decoder", new WebSocket13FrameDecoder(limits));
        pipeline.addAfter(
                handshake.name(), "websocket-encoder", new WebSocket13FrameEncoder(client));
        pipeline.remove(handshake.handler());
    }

    /** Frames; the bytes of those with data go on, as they are. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case PingWebSocketFrame ping -> {
                var _ = context.writeAndFlush(new PongWebSocketFrame(ping.content()));
            }
            case PongWebSocketFrame pong -> pong.release();
            case CloseWebSocketFrame close -> {
                var _ = context.writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
            }
            case WebSocketFrame data -> context.fireChannelRead(data.content());
            default -> ReferenceCountUtil.release(message);
        }
    }

    /** The decoder has answered with a close frame, and closes. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedFrameException) {
            onMalformed.accept(String.valueOf(cause.getMessage()));
        } else {
            context.fireExceptionCaught(cause);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            var _ = context.write(message, promise);
            return;
        }
        Channel channel = context.channel();
        try {
            int size = firstBytes(bytes);
            while (size < bytes.readableBytes()) {
                var _ = context.write(frame(bytes, size), channel.voidPromise());
                size = firstBytes(bytes);
            }
            var _ = context.write(frame(bytes, size), promise);
        } finally {
            bytes.release();
        }
    }

    private static BinaryWebSocketFrame frame(ByteBuf bytes, int size) {
        return new BinaryWebSocketFrame(bytes.readRetainedSlice(size));
    }

    /** The size of the packet or message that begins here; messages are written one at a time. */
    private static int firstBytes(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        boolean packet =
                readable >= InterleavedFrame.HEADER_BYTES
                        && bytes.getUnsignedByte(bytes.readerIndex()) == InterleavedFrame.DOLLAR;
        return packet
                ? Math.min(
                        readable,
                        InterleavedFrame.HEADER_BYTES
                                + bytes.getUnsignedShort(bytes.readerIndex() + 2))
                : readable;
    }
}
