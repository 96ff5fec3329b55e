package io.millrace.rtmp.handler;

import io.netty.buffer.ByteBuf;

/**
 * A message of a publisher.
 *
 * @param type 8 audio, 9 video, 15 and 18 data ({@link io.millrace.rtmp.wire.MessageType})
 * @param timestampMillis 32 bits, not unwrapped
 * @param body an FLV tag's; borrowed: valid as long as the call lasts
 */
public record RawMessage(int type, long timestampMillis, ByteBuf body) {}
