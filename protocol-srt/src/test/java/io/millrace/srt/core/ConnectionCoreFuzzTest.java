package io.millrace.srt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.core.SrtSettings.Buffers;
import io.millrace.srt.wire.Captures;
import io.millrace.srt.wire.PacketCodec;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A peer that says anything, in any order, neither breaks a connection nor makes it grow. */
class ConnectionCoreFuzzTest {
    private static final int INITIAL_SEQUENCE = 0x4e94fe92;
    private static final SrtSettings SETTINGS =
            SrtSettings.DEFAULT.withBuffers(new Buffers(64, 64, 1316));

    private int buffersOut;
    private int writability;

    private ConnectionCore newCore() {
        Negotiated negotiated =
                new Negotiated(
                        1,
                        2,
                        INITIAL_SEQUENCE,
                        0x010500,
                        8192,
                        20,
                        20,
                        0,
                        0,
                        0,
                        Negotiated.Keys.NONE);
        return new ConnectionCore(
                SETTINGS,
                negotiated,
                (datagrams, size) -> {
                    buffersOut++;
                    assertTrue(size > 0 && datagrams.readableBytes() > 0);
                    datagrams.release();
                },
                new ConnectionEvents() {
                    @Override
                    public void onMessage(ByteBuf message) {
                        assertEquals(1, message.refCnt());
                        message.release();
                    }

                    @Override
                    public void onWritabilityChanged(boolean writable) {
                        writability++;
                    }

                    @Override
                    public void onClosed(CloseReason reason) {
                        assertInstanceOf(CloseReason.class, reason);
                    }
                },
                0);
    }

    private static byte[] packet(Random random, List<Captures.Datagram> captured) {
        byte[] bytes = captured.get(random.nextInt(captured.size())).bytes().clone();
        int mutations = random.nextInt(4);
        for (int count = 0; count < mutations; count++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(4) == 0 && bytes.length >= 24) {
            int near = INITIAL_SEQUENCE + random.nextInt(300) - 100;
            ByteBuffer.wrap(bytes).putInt(random.nextBoolean() ? 0 : 16, near);
        }
        return bytes;
    }

    /** A NAK whose range goes round half the circle of numbers once asked for what was not sent. */
    @Example
    void connection_packetsThatFailedOnce_staysWithinItsLimits() {
        connection_mutatedPacketsInAnyOrder_staysWithinItsLimits(8459315);
    }

    @Property(tries = 150)
    void connection_mutatedPacketsInAnyOrder_staysWithinItsLimits(@ForAll long seed) {
        Random random = new Random(seed);
        List<Captures.Datagram> captured = Captures.plain();
        ConnectionCore core = newCore();
        long nowMicros = 0;
        for (int step = 0; step < 400; step++) {
            nowMicros += random.nextInt(3_000);
            try {
                core.onPacket(
                        PacketCodec.parse(Unpooled.wrappedBuffer(packet(random, captured))),
                        nowMicros);
            } catch (SrtProtocolException _) {
                core.onMalformed();
            }
            if (step % 3 == 0) {
                core.send(Unpooled.buffer().writeZero(random.nextInt(3_000)), nowMicros);
                core.tick(nowMicros);
            }
            SrtStatistics statistics = core.statistics(nowMicros);
            assertTrue(statistics.pktRcvBuf() <= 64 && statistics.pktSndBuf() <= 66);
            assertTrue(statistics.pktFlightSize() >= 0 && statistics.pktFlightSize() <= 66);
        }
        core.abort();
        assertTrue(buffersOut > 0);
    }
}
