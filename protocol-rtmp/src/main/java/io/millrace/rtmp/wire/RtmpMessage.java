package io.millrace.rtmp.wire;

import io.netty.buffer.ByteBuf;

/**
 * One RTMP message (RTMP 1.0, section 6.1).
 *
 * @param type see {@link MessageType}; unknown ones occur
 * @param streamId message stream, 0 for the connection itself
 * @param timestampMillis 32 bits, not unwrapped
 * @param payload owned by whoever holds the message, who releases it
 */
public record RtmpMessage(int type, int streamId, long timestampMillis, ByteBuf payload) {}
