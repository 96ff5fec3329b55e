package io.millrace.rtsp;

import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.message.RtspDecoder;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;

/** Runs an {@link RtspDecoder} in a pipeline. After bytes that cannot be framed, reads no more. */
final class RtspMessageDecoder extends ByteToMessageDecoder {
    private final RtspDecoder decoder;
    private boolean broken;

    RtspMessageDecoder(MessageLimits limits) {
        this.decoder = new RtspDecoder(limits);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws RtspException {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            Optional<RtspMessage> message = decoder.decode(in);
            message.ifPresent(out::add);
        } catch (RtspException e) {
            broken = e.scope() == RtspException.Scope.CONNECTION;
            throw e;
        }
    }
}
