package io.millrace.rtmp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Decodes chunks from hexadecimal digits, whole or byte by byte, into readable messages. */
final class Chunks {
    private Chunks() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    /** All messages, as {@code type/stream@timestamp:payload}. */
    static List<String> decode(byte[] wire, int pieceBytes) throws RtmpProtocolException {
        try (ChunkDecoder decoder =
                new ChunkDecoder(Unpooled.buffer().alloc(), ChunkLimits.defaults())) {
            return decode(decoder, wire, pieceBytes);
        }
    }

    static List<String> decode(ChunkDecoder decoder, byte[] wire, int pieceBytes)
            throws RtmpProtocolException {
        List<String> messages = new ArrayList<>();
        ByteBuf in = Unpooled.buffer();
        for (int at = 0; at < wire.length; at += pieceBytes) {
            in.writeBytes(wire, at, Math.min(pieceBytes, wire.length - at));
            Optional<RtmpMessage> message = decoder.next(in);
            while (message.isPresent()) {
                messages.add(text(message.get()));
                message.get().payload().release();
                message = decoder.next(in);
            }
        }
        return messages;
    }

    static String text(RtmpMessage message) {
        return "%d/%d@%d:%s"
                .formatted(
                        message.type(),
                        message.streamId(),
                        message.timestampMillis(),
                        ByteBufUtil.hexDump(message.payload()));
    }
}
