package io.millrace.rtmp.wire;

import static io.millrace.rtmp.wire.RtmpProtocolException.connection;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The client's side of the handshake (RTMP 1.0, section 5.2), simple or with Flash's digests. In:
 * S0, S1, S2 in any pieces. Out: C0 and C1 first, C2 after S1. A server that does not sign its
 * answer to a signed C1 gets the simple C2, its echo; S2 is not compared with C1, as real servers
 * send what they like. Not thread-safe.
 */
public final class ClientHandshake {
    private static final int VERSION = 3;
    private static final int PACKET_BYTES = ServerHandshake.PACKET_BYTES;

    /** What Flash Player 10 says where C1 is signed. */
    private static final int SIGNED_VERSION = 0x80_00_07_02;

    private final RandomGenerator random;
    private final boolean digested;
    private Step step = Step.S0;

    private enum Step {
        S0,
        S1,
        S2,
        DONE
    }

    public ClientHandshake(RandomGenerator random, boolean digested) {
        this.random = random;
        this.digested = digested;
    }

    public boolean done() {
        return step == Step.DONE;
    }

    /** Appends C0 and C1. */
    public void begin(ByteBuf out) {
        byte[] c1 = new byte[PACKET_BYTES];
        random.nextBytes(c1);
        ServerHandshake.putInt(c1, 0, 0);
        ServerHandshake.putInt(c1, 4, digested ? SIGNED_VERSION : 0);
        if (digested) {
            HandshakeDigest.signC1(c1, HandshakeDigest.Scheme.DIGEST_FIRST);
        }
        out.writeByte(VERSION).writeBytes(c1);
    }

    /** Reads what it can of {@code in}, and appends what is to be sent to {@code out}. */
    public void advance(ByteBuf in, ByteBuf out) throws RtmpProtocolException {
        while (step != Step.DONE && in.readableBytes() >= bytesNeeded()) {
            switch (step) {
                case S0 -> {
                    int version = in.readUnsignedByte();
                    if (version != VERSION) {
                        throw connection("not an RTMP server: it says version " + version);
                    }
                    step = Step.S1;
                }
                case S1 -> {
                    byte[] s1 = new byte[PACKET_BYTES];
                    in.readBytes(s1);
                    out.writeBytes(answer(s1));
                    step = Step.S2;
                }
                case S2 -> {
                    in.skipBytes(PACKET_BYTES);
                    step = Step.DONE;
                }
                case DONE -> throw new IllegalStateException("loop ends when done");
            }
        }
    }

    private int bytesNeeded() {
        return step == Step.S0 ? 1 : PACKET_BYTES;
    }

    private byte[] answer(byte[] s1) {
        Optional<HandshakeDigest.Scheme> scheme =
                digested ? HandshakeDigest.schemeOfServer(s1) : Optional.empty();
        if (scheme.isEmpty()) {
            return s1;
        }
        byte[] c2 = new byte[PACKET_BYTES];
        random.nextBytes(c2);
        HandshakeDigest.signC2(c2, s1, scheme.get());
        return c2;
    }
}
