package io.millrace.rtmp.wire;

import io.millrace.rtmp.amf.Amf0Decoder;
import io.millrace.testkit.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Handshake, chunks and AMF read real clients' bytes, spoilt, or say what is wrong. */
@Tag("fuzz")
final class RtmpParsersFuzzTest {
    private static final int CLIENT_HANDSHAKE = 1 + 2 * ServerHandshake.PACKET_BYTES;
    private static final ChunkLimits SMALL = new ChunkLimits(65_536, 8, 131_072);

    private static List<byte[]> captures() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/captures"))) {
            List<byte[]> captures = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                captures.add(Chunks.bytes(Files.readString(file)));
            }
            return captures;
        }
    }

    private static List<byte[]> afterHandshake() throws IOException {
        return captures().stream()
                .map(all -> Arrays.copyOfRange(all, CLIENT_HANDSHAKE, all.length))
                .toList();
    }

    @Test
    void handshake() throws Exception {
        Fuzz.run(
                "rtmp-handshake",
                captures(),
                in -> {
                    ServerHandshake handshake = new ServerHandshake(new Random(1));
                    try {
                        handshake.advance(Unpooled.wrappedBuffer(in), Unpooled.buffer());
                    } catch (RtmpProtocolException e) {
                        Objects.requireNonNull(e.getMessage());
                    }
                });
    }

    @Test
    void chunks() throws Exception {
        Fuzz.run(
                "rtmp-chunks",
                afterHandshake(),
                in -> {
                    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
                    try (ChunkDecoder decoder = new ChunkDecoder(allocator, SMALL)) {
                        Chunks.decode(decoder, in, 1 + in.length / 7);
                    } catch (RtmpProtocolException e) {
                        Objects.requireNonNull(e.getMessage());
                    }
                    if (allocator.metric().usedHeapMemory() != 0) {
                        throw new AssertionError("a message is not released");
                    }
                });
    }

    @Test
    void amf() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] capture : afterHandshake()) {
            commands(capture, seeds);
        }
        seeds.add(Chunks.bytes("110a0b0103610401036206036303640a01000501010101"));
        Fuzz.run(
                "rtmp-amf",
                seeds,
                in -> {
                    try {
                        Amf0Decoder.decodeAll(Unpooled.wrappedBuffer(in));
                    } catch (RtmpProtocolException e) {
                        Objects.requireNonNull(e.getMessage());
                    }
                });
    }

    /** What a client's messages of commands and data hold. */
    private static void commands(byte[] chunks, List<byte[]> seeds) throws RtmpProtocolException {
        ByteBuf in = Unpooled.wrappedBuffer(chunks);
        try (ChunkDecoder decoder =
                new ChunkDecoder(new UnpooledByteBufAllocator(false), ChunkLimits.defaults())) {
            Optional<RtmpMessage> message = decoder.next(in);
            while (message.isPresent()) {
                ByteBuf payload = message.get().payload();
                int type = message.get().type();
                if (type == MessageType.COMMAND_AMF0 || type == MessageType.DATA_AMF0) {
                    byte[] bytes = new byte[payload.readableBytes()];
                    payload.readBytes(bytes);
                    seeds.add(bytes);
                }
                payload.release();
                message = decoder.next(in);
            }
        }
    }
}
