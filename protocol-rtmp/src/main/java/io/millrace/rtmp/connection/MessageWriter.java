package io.millrace.rtmp.connection;

import io.millrace.rtmp.amf.Amf0Encoder;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.wire.ChunkDecoder;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.millrace.rtmp.wire.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends a session's messages. Nothing goes out before {@link #flush}, but for {@link #close}.
 * Confined to the channel's event loop.
 */
public final class MessageWriter {
    /** User control events (RTMP 1.0, section 7.1.7). */
    public static final int STREAM_BEGIN = 0;

    public static final int STREAM_EOF = 1;
    public static final int PING_REQUEST = 6;
    public static final int PING_RESPONSE = 7;

    private static final int CONTROL_CHUNK_STREAM = 2;
    private static final int COMMAND_CHUNK_STREAM = 3;
    private static final int DATA_CHUNK_STREAM = 5;
    private static final int DYNAMIC_LIMIT = 2;

    private final ChannelHandlerContext context;
    private final LongAdder bytesOut;
    private ChunkEncoder encoder = new ChunkEncoder(ChunkDecoder.INITIAL_CHUNK_SIZE);

    /** Counts what it sends into {@code bytesOut}. */
    public MessageWriter(ChannelHandlerContext context, LongAdder bytesOut) {
        this.context = context;
        this.bytesOut = bytesOut;
    }

    public boolean isWritable() {
        return context.channel().isWritable();
    }

    /** Sends bytes that are chunks already; the buffer is taken over. */
    public void raw(ByteBuf bytes) {
        bytesOut.add(bytes.readableBytes());
        var _ = context.write(bytes, context.voidPromise());
    }

    /** What the counter says. */
    public long bytesSent() {
        return bytesOut.sum();
    }

    public void flush() {
        context.flush();
    }

    /** Closes once all that was written has gone out. */
    public void close() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Set Chunk Size (5.4.1); holds for all messages after it. */
    public void setChunkSize(int chunkSize) {
        control(MessageType.SET_CHUNK_SIZE, Unpooled.buffer(4).writeInt(chunkSize));
        encoder = new ChunkEncoder(chunkSize);
    }

    public void acknowledge(long bytesReceived) {
        control(MessageType.ACKNOWLEDGEMENT, Unpooled.buffer(4).writeInt((int) bytesReceived));
    }

    public void windowAcknowledgementSize(int bytes) {
        control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, Unpooled.buffer(4).writeInt(bytes));
    }

    public void setPeerBandwidth(int bytes) {
        ByteBuf payload = Unpooled.buffer(5).writeInt(bytes).writeByte(DYNAMIC_LIMIT);
        control(MessageType.SET_PEER_BANDWIDTH, payload);
    }

    public void userControl(int event, int value) {
        control(MessageType.USER_CONTROL, Unpooled.buffer(6).writeShort(event).writeInt(value));
    }

    /** An answer or a command of ours: name, transaction, then {@code values}. */
    public void command(int streamId, String name, double transactionId, AmfValue... values) {
        ByteBuf payload = Unpooled.buffer(256);
        Amf0Encoder.encode(payload, AmfValue.of(name));
        Amf0Encoder.encode(payload, AmfValue.of(transactionId));
        Amf0Encoder.encode(payload, List.of(values));
        message(
                COMMAND_CHUNK_STREAM,
                new ChunkEncoder.Header(MessageType.COMMAND_AMF0, streamId, 0),
                payload);
    }

    /** {@code onStatus} (7.2.2) on a message stream. */
    public void status(int streamId, Status status) {
        command(streamId, "onStatus", 0, new AmfNull(), status.toAmf());
    }

    /** Likewise, with one more member. */
    public void status(int streamId, Status status, String name, AmfValue value) {
        command(streamId, "onStatus", 0, new AmfNull(), status.toAmf(name, value));
    }

    /** A data message (7.1.2). */
    public void data(int streamId, long timestampMillis, AmfValue... values) {
        ByteBuf payload = Unpooled.buffer(256);
        Amf0Encoder.encode(payload, List.of(values));
        message(
                DATA_CHUNK_STREAM,
                new ChunkEncoder.Header(MessageType.DATA_AMF0, streamId, timestampMillis),
                payload);
    }

    /** A data message at time 0 whose values are encoded already; borrowed. */
    public void data(int streamId, ByteBuf values) {
        message(
                DATA_CHUNK_STREAM,
                new ChunkEncoder.Header(MessageType.DATA_AMF0, streamId, 0),
                values);
    }

    /**
     * A message whose payload is {@code head} (borrowed, at most 128 bytes) and then {@code body}.
     *
     * @return done when it has gone out
     */
    public ChannelFuture message(
            int chunkStreamId, ChunkEncoder.Header header, ByteBuf head, byte[] body) {
        int length = head.readableBytes() + body.length;
        ByteBuf out = context.alloc().buffer(encoder.maxEncodedBytes(length));
        encoder.encode(out, chunkStreamId, header, head, body);
        bytesOut.add(out.readableBytes());
        return context.write(out);
    }

    /** Any message; the payload is borrowed. */
    public void message(int chunkStreamId, ChunkEncoder.Header header, ByteBuf payload) {
        ByteBuf out = context.alloc().buffer(encoder.maxEncodedBytes(payload.readableBytes()));
        encoder.encode(out, chunkStreamId, header, payload);
        raw(out);
    }

    private void control(int type, ByteBuf payload) {
        message(CONTROL_CHUNK_STREAM, new ChunkEncoder.Header(type, 0, 0), payload);
    }

    /** What an information object says. */
    public record Status(String level, String code, String description) {
        /** That something is so. */
        public static Status ok(String code, String description) {
            return new Status("status", code, description);
        }

        /** That something is not. */
        public static Status error(String code, String description) {
            return new Status("error", code, description);
        }

        public AmfValue toAmf() {
            return new AmfObject(members());
        }

        public AmfValue toAmf(String name, AmfValue value) {
            Map<String, AmfValue> members = members();
            members.put(name, value);
            return new AmfObject(members);
        }

        private Map<String, AmfValue> members() {
            Map<String, AmfValue> members = new LinkedHashMap<>();
            members.put("level", AmfValue.of(level));
            members.put("code", AmfValue.of(code));
            members.put("description", AmfValue.of(description));
            return members;
        }
    }
}
