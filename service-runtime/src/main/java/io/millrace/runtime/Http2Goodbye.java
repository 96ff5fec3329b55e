package io.millrace.runtime;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.TimeUnit;

/**
 * Ends an HTTP/2 connection without losing a request (RFC 9113, section 6.8): a GOAWAY that leaves
 * all streams as they are, then time for the client to hear of it, then the end as soon as all
 * streams have been answered. Any thread; never blocks.
 */
final class Http2Goodbye {
    private static final long HEARD_MILLIS = 1_000;

    private Http2Goodbye() {}

    /** Says it once; the second time nothing happens. */
    static void say(Channel connection) {
        connection.eventLoop().execute(() -> goAway(connection));
    }

    private static void goAway(Channel connection) {
        Http2ConnectionHandler http2 = connection.pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null || !connection.isActive() || http2.connection().goAwaySent()) {
            return;
        }
        ChannelHandlerContext context = connection.pipeline().context(http2);
        var _ =
                http2.goAway(
                        context,
                        Integer.MAX_VALUE,
                        Http2Error.NO_ERROR.code(),
                        Unpooled.EMPTY_BUFFER,
                        context.newPromise());
        context.flush();
        var _ =
                connection
                        .eventLoop()
                        .schedule(() -> end(connection), HEARD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void end(Channel connection) {
        var _ = connection.close();
    }
}
