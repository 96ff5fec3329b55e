package io.millrace.rtmp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChunkDecoderTest {
    private static void decodes(String hex, String... messages) throws Exception {
        byte[] wire = Chunks.bytes(hex);
        for (int pieceBytes : new int[] {wire.length, 1, 3}) {
            assertEquals(List.of(messages), Chunks.decode(wire, pieceBytes));
        }
    }

    private static void refuses(String hex, String why) {
        RtmpProtocolException e =
                assertThrows(
                        RtmpProtocolException.class,
                        () -> Chunks.decode(Chunks.bytes(hex), Integer.MAX_VALUE));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e::toString);
        assertEquals(RtmpProtocolException.Scope.CONNECTION, e.scope());
    }

    @Test
    void next_fullHeader_isRead() throws Exception {
        decodes("04 000064 000002 09 01000000 aabb", "9/1@100:aabb");
    }

    @Test
    void next_shorterHeaders_repeatTheRest() throws Exception {
        decodes(
                "04 000064 000002 09 01000000 aabb"
                        + "44 00000a 000001 08 cc" // fmt 1: delta, length, type
                        + "84 000014 dd" // fmt 2: delta
                        + "c4 ee", // fmt 3: the same delta
                "9/1@100:aabb",
                "8/1@110:cc",
                "8/1@130:dd",
                "8/1@150:ee");
    }

    @Test
    void next_format3AfterFullHeader_takesItsTimestampAsDelta() throws Exception {
        decodes("04 000064 000001 09 01000000 aa c4 bb", "9/1@100:aa", "9/1@200:bb");
    }

    @Test
    void next_format1OnFreshChunkStream_isOfStream0() throws Exception {
        decodes("42 000005 000001 04 aa", "4/0@5:aa");
    }

    @Test
    void next_chunkStreamIdsOfTwoAndThreeBytes_areRead() throws Exception {
        decodes(
                "00 05 000001 000001 09 01000000 aa" // 69
                        + "01 0501 000002 000001 09 01000000 bb" // 325
                        + "c0 05 cc"
                        + "c1 0501 dd",
                "9/1@1:aa",
                "9/1@2:bb",
                "9/1@2:cc",
                "9/1@4:dd");
    }

    @Test
    void next_interleavedMessages_comeAsTheyEnd() throws Exception {
        decodes(
                "02 000000 000004 01 00000000 00000002" // chunk size 2
                        + "04 000000 000003 08 01000000 a1a2"
                        + "06 000000 000005 09 01000000 b1b2"
                        + "c4 a3 c6 b3b4 c6 b5",
                "8/1@0:a1a2a3",
                "9/1@0:b1b2b3b4b5");
    }

    @Test
    void next_extendedTimestampRepeatedInFormat3_isSkipped() throws Exception {
        decodes(
                "02 000000 000004 01 00000000 00000002"
                        + "04 ffffff 000003 09 01000000 01020304 a1a2 c4 01020304 a3"
                        + "c4 01020304 b1b2 c4 01020304 b3",
                "9/1@16909060:a1a2a3",
                "9/1@33818120:b1b2b3");
    }

    @Test
    void next_extendedTimestampNotRepeated_isPayload() throws Exception {
        decodes(
                "02 000000 000004 01 00000000 00000002"
                        + "04 ffffff 000006 09 01000000 01020304 a1a2 c4 a3a4 c4 a5a6",
                "9/1@16909060:a1a2a3a4a5a6");
    }

    @Test
    void next_timestampsBeyond32Bits_wrap() throws Exception {
        decodes(
                "04 ffffff 000001 09 01000000 fffffff0 aa 84 000020 bb", //
                "9/1@4294967280:aa",
                "9/1@16:bb");
    }

    @Test
    void next_emptyMessage_isDelivered() throws Exception {
        decodes("04 000001 000000 08 01000000 c4", "8/1@1:", "8/1@2:");
    }

    @Test
    void next_abort_dropsThePartialMessage() throws Exception {
        decodes(
                "02 000000 000004 01 00000000 00000002"
                        + "04 000000 000004 09 01000000 a1a2"
                        + "02 000000 000004 02 00000000 0000 c2 0004"
                        + "04 000000 000001 09 01000000 bb",
                "9/1@0:bb");
    }

    @Test
    void next_chunkSizeOutOfRange_isRefusedOrClamped() throws Exception {
        refuses("02 000000 000004 01 00000000 00000000", "chunk size 0");
        refuses("02 000000 000004 01 00000000 80000000", "chunk size 2147483648");
        refuses("02 000000 000002 01 00000000 0001", "needs 4 bytes");
        try (ChunkDecoder decoder =
                new ChunkDecoder(UnpooledByteBufAllocator.DEFAULT, ChunkLimits.defaults())) {
            Chunks.decode(decoder, Chunks.bytes("02 000000 000004 01 00000000 7fffffff"), 99);
            assertEquals(0xFFFFFF, decoder.chunkSize());
        }
    }

    @Test
    void next_brokenOrder_isRefused() {
        refuses("c4 aa", "begins with format 3");
        refuses("84 000000 aa", "begins with format 2");
        refuses(
                "02 000000 000004 01 00000000 00000002"
                        + "04 000000 000004 09 01000000 a1a2 04 000000 000004 09 01000000 a1a2",
                "header inside of a message");
    }

    @Test
    void next_messageAboveLimit_isRefusedAtItsHeader() {
        ChunkLimits limits = new ChunkLimits(1024, 64, 2048);
        try (ChunkDecoder decoder = new ChunkDecoder(UnpooledByteBufAllocator.DEFAULT, limits)) {
            assertThrows(
                    RtmpProtocolException.class,
                    () -> Chunks.decode(decoder, Chunks.bytes("04 000000 000401 09 01000000"), 99));
        }
    }

    @Test
    void next_tooManyChunkStreams_isRefused() throws Exception {
        ChunkLimits limits = new ChunkLimits(1024, 4, 2048);
        try (ChunkDecoder decoder = new ChunkDecoder(UnpooledByteBufAllocator.DEFAULT, limits)) {
            for (int id = 2; id < 6; id++) {
                Chunks.decode(decoder, Chunks.bytes("0" + id + "000000 000001 09 01000000 aa"), 9);
            }
            assertThrows(
                    RtmpProtocolException.class,
                    () ->
                            Chunks.decode(
                                    decoder, Chunks.bytes("06 000000 000001 09 01000000 aa"), 9));
        }
    }

    @Test
    void next_manyPartialMessages_holdNoMoreThanTheLimit() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        ChunkLimits limits = new ChunkLimits(100_000, 64, 200_000);
        try (ChunkDecoder decoder = new ChunkDecoder(allocator, limits)) {
            ByteBuf wire = Unpooled.buffer();
            wire.writeBytes(Chunks.bytes("02 000000 000004 01 00000000 0000ffff"));
            for (int id = 3; id < 60; id++) {
                wire.writeByte(id).writeMedium(0).writeMedium(100_000).writeByte(9).writeIntLE(1);
                wire.writeZero(0xFFFF);
            }
            byte[] bytes = new byte[wire.readableBytes()];
            wire.readBytes(bytes);
            assertThrows(
                    RtmpProtocolException.class, () -> Chunks.decode(decoder, bytes, 1_000_000));
            assertTrue(decoder.partialBytes() <= 200_000);
            assertTrue(allocator.metric().usedHeapMemory() <= 400_000 + 64 * 4096);
        }
        assertEquals(0, allocator.metric().usedHeapMemory());
    }

    @Test
    void next_announcedAndNotSentMessages_costLittle() throws Exception {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
        try (ChunkDecoder decoder = new ChunkDecoder(allocator, ChunkLimits.defaults())) {
            StringBuilder hex = new StringBuilder("02 000000 000004 01 00000000 00000001");
            for (int id = 3; id < 60; id++) {
                hex.append("%02x 000000 ffffff 09 01000000 aa".formatted(id));
            }
            Chunks.decode(decoder, Chunks.bytes(hex.toString()), 7);
            assertTrue(allocator.metric().usedHeapMemory() <= 64 * 4096);
        }
    }
}
