package io.millrace.rtsp.tunnel;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;

/** Answers to who speaks HTTP (RFC 9112). */
public final class HttpAnswer {
    /** What a tunnel carries. */
    public static final String TUNNELLED = "application/x-rtsp-tunnelled";

    private HttpAnswer() {}

    /** Tells people why not, and closes the connection. */
    public static void refuse(ChannelHandlerContext context, String status, String why) {
        String text = why + "\n";
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        String answer =
                String.join(
                        "\r\n",
                        "HTTP/1.1 " + status,
                        "Server: Millrace",
                        "Content-Type: text/plain; charset=utf-8",
                        "Content-Length: " + size,
                        "Sec-WebSocket-Version: 13",
                        "Connection: close",
                        "",
                        text);
        var _ =
                context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), answer))
                        .addListener(ChannelFutureListener.CLOSE);
    }

    /** The way down is open: what follows this answer is RTSP, without end. */
    static void open(ChannelHandlerContext context) {
        String answer =
                String.join(
                        "\r\n",
                        "HTTP/1.0 200 OK",
                        "Server: Millrace",
                        "Connection: close",
                        "Cache-Control: no-cache, no-store",
                        "Pragma: no-cache",
                        "Content-Type: " + TUNNELLED,
                        "",
                        "");
        var _ = context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), answer));
    }
}
