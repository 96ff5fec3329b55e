package io.millrace.rtmp.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerHandshakeTest {
    private static final int PACKET = ServerHandshake.PACKET_BYTES;

    private static byte[] randomC1() {
        byte[] c1 = new byte[PACKET];
        new Random(7).nextBytes(c1);
        return c1;
    }

    /** S0, S1 and S2, after a client that sends all at once, in pieces. */
    private static byte[] answerTo(byte[] c1, int piece) throws RtmpProtocolException {
        ServerHandshake handshake = new ServerHandshake(new Random(1));
        byte[] sent = new byte[1 + 2 * PACKET];
        sent[0] = 3;
        System.arraycopy(c1, 0, sent, 1, PACKET);
        ByteBuf in = Unpooled.buffer();
        ByteBuf out = Unpooled.buffer();
        for (int at = 0; at < sent.length; at += piece) {
            assertFalse(handshake.done());
            in.writeBytes(sent, at, Math.min(piece, sent.length - at));
            handshake.advance(in, out);
        }
        assertTrue(handshake.done());
        assertEquals(1 + 2 * PACKET, out.readableBytes());
        assertEquals(3, out.getByte(0));
        return ByteBufUtil.getBytes(out);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 4000})
    void advance_simpleClient_getsItsEcho(int piece) throws Exception {
        byte[] c1 = randomC1();
        Arrays.fill(c1, 4, 8, (byte) 0);
        byte[] answer = answerTo(c1, piece);
        assertArrayEquals(c1, Arrays.copyOfRange(answer, 1 + PACKET, 1 + 2 * PACKET));
        assertArrayEquals(new byte[4], Arrays.copyOfRange(answer, 5, 9));
    }

    @Test
    void advance_versionWithoutDigest_getsItsEcho() throws Exception {
        byte[] c1 = randomC1();
        byte[] answer = answerTo(c1, 4000);
        assertArrayEquals(c1, Arrays.copyOfRange(answer, 1 + PACKET, 1 + 2 * PACKET));
    }

    @ParameterizedTest
    @EnumSource(HandshakeDigest.Scheme.class)
    void advance_signedClient_getsDigestsInItsScheme(HandshakeDigest.Scheme scheme)
            throws Exception {
        byte[] c1 = randomC1();
        HandshakeDigest.signC1(c1, scheme);
        byte[] answer = answerTo(c1, 100);
        byte[] s1 = Arrays.copyOfRange(answer, 1, 1 + PACKET);
        byte[] signedAgain = s1.clone();
        HandshakeDigest.signS1(signedAgain, scheme);
        assertArrayEquals(signedAgain, s1);
        byte[] s2 = Arrays.copyOfRange(answer, 1 + PACKET, 1 + 2 * PACKET);
        byte[] s2Again = s2.clone();
        HandshakeDigest.signS2(s2Again, c1, scheme);
        assertArrayEquals(s2Again, s2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 6, 8, 'G', 0xFF})
    void advance_otherVersions_areRefused(int version) {
        ServerHandshake handshake = new ServerHandshake(new Random(1));
        ByteBuf in = Unpooled.buffer().writeByte(version).writeZero(2 * PACKET);
        assertThrows(RtmpProtocolException.class, () -> handshake.advance(in, Unpooled.buffer()));
    }

    @Property(tries = 100)
    void advance_randomBytes_giveAnAnswerOrAProtocolError(@ForAll @Size(max = 4000) byte[] bytes) {
        ServerHandshake handshake = new ServerHandshake(new Random(1));
        ByteBuf out = Unpooled.buffer();
        try {
            handshake.advance(Unpooled.wrappedBuffer(bytes), out);
        } catch (RtmpProtocolException e) {
            assertEquals(RtmpProtocolException.Scope.CONNECTION, e.scope());
        }
        assertTrue(out.readableBytes() <= 1 + 2 * PACKET);
    }
}
