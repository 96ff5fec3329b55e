package io.millrace.rtmp.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class ChunkFuzzTest {
    private static final ChunkLimits SMALL = new ChunkLimits(4096, 8, 8192);

    @Property(tries = 500)
    void next_randomBytes_giveMessagesOrProtocolErrors(
            @ForAll @Size(max = 600) byte[] bytes, @ForAll @IntRange(min = 1, max = 64) int piece) {
        survives(bytes, piece);
    }

    @Property(tries = 500)
    void next_mutatedMessages_giveMessagesOrProtocolErrors(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 64) int piece) {
        ByteBuf wire = Unpooled.buffer();
        ChunkEncoder encoder = new ChunkEncoder(128);
        for (int i = 0; i < 6; i++) {
            encode(encoder, wire, random, new byte[random.nextInt(700)]);
        }
        byte[] bytes = ByteBufUtil.getBytes(wire);
        for (int i = 0; i < 4; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        survives(bytes, piece);
    }

    @Property(tries = 200)
    void encode_anyMessages_decodeToThemselves(
            @ForAll Random random,
            @ForAll @IntRange(min = 128, max = 5000) int chunkSize,
            @ForAll @IntRange(min = 1, max = 3000) int piece)
            throws Exception {
        ByteBuf wire = Unpooled.buffer();
        new ChunkEncoder(128)
                .encode(
                        wire,
                        2,
                        new ChunkEncoder.Header(MessageType.SET_CHUNK_SIZE, 0, 0),
                        Unpooled.buffer().writeInt(chunkSize));
        ChunkEncoder encoder = new ChunkEncoder(chunkSize);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] body = new byte[random.nextInt(20_000)];
            random.nextBytes(body);
            sent.add(encode(encoder, wire, random, body));
        }
        assertEquals(sent, Chunks.decode(ByteBufUtil.getBytes(wire), piece));
    }

    @Property(tries = 100)
    void encode_headAndBody_equalsOnePayload(
            @ForAll @Size(max = 20) byte[] head, @ForAll @Size(max = 700) byte[] body) {
        ChunkEncoder encoder = new ChunkEncoder(128);
        ChunkEncoder.Header header = new ChunkEncoder.Header(9, 1, 0x1234567L);
        ByteBuf apart = Unpooled.buffer();
        encoder.encode(apart, 6, header, Unpooled.wrappedBuffer(head), body);
        ByteBuf together = Unpooled.buffer();
        encoder.encode(together, 6, header, Unpooled.wrappedBuffer(head, body));
        assertArrayEquals(ByteBufUtil.getBytes(together), ByteBufUtil.getBytes(apart));
        assertTrue(apart.readableBytes() <= encoder.maxEncodedBytes(head.length + body.length));
    }

    private static String encode(ChunkEncoder encoder, ByteBuf wire, Random random, byte[] body) {
        ChunkEncoder.Header header =
                new ChunkEncoder.Header(
                        random.nextBoolean() ? 8 : 9, random.nextInt(), random.nextLong(1L << 32));
        encoder.encode(wire, 3 + random.nextInt(60), header, Unpooled.wrappedBuffer(body));
        return Chunks.text(
                new RtmpMessage(
                        header.type(),
                        header.streamId(),
                        header.timestampMillis(),
                        Unpooled.wrappedBuffer(body)));
    }

    private static void survives(byte[] bytes, int piece) {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        try (ChunkDecoder decoder = new ChunkDecoder(allocator, SMALL)) {
            Chunks.decode(decoder, bytes, piece);
        } catch (RtmpProtocolException e) {
            assertEquals(RtmpProtocolException.Scope.CONNECTION, e.scope());
        }
        assertEquals(0, allocator.metric().usedHeapMemory());
    }
}
