package io.millrace.rtmp.wire;

import static io.millrace.rtmp.wire.RtmpProtocolException.connection;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The server's side of the handshake (RTMP 1.0, section 5.2), simple and complex: a C1 with a right
 * digest, in either scheme, is answered with digests, any other with its echo. In: C0, C1, C2 in
 * any pieces. Out: S0, S1, S2 at once after C1. C2 is not compared with S1, for real clients send
 * what they like. Not thread-safe.
 */
public final class ServerHandshake {
    /** Size of C1, C2, S1 and S2. */
    public static final int PACKET_BYTES = 1536;

    private static final int VERSION = 3;

    /** S1 says "version 3.5.1.1" where it is signed: players look for digests from 3.0 on. */
    private static final int SIGNED_VERSION = 0x03_05_01_01;

    private final RandomGenerator random;
    private Step step = Step.C0;

    private enum Step {
        C0,
        C1,
        C2,
        DONE
    }

    public ServerHandshake(RandomGenerator random) {
        this.random = random;
    }

    public boolean done() {
        return step == Step.DONE;
    }

    /** Reads what it can of {@code in}, and appends what is to be sent to {@code out}. */
    public void advance(ByteBuf in, ByteBuf out) throws RtmpProtocolException {
        while (step != Step.DONE && in.readableBytes() >= bytesNeeded()) {
            switch (step) {
                case C0 -> {
                    checkVersion(in.readUnsignedByte());
                    step = Step.C1;
                }
                case C1 -> {
                    byte[] c1 = new byte[PACKET_BYTES];
                    in.readBytes(c1);
                    answer(c1, out);
                    step = Step.C2;
                }
                case C2 -> {
                    in.skipBytes(PACKET_BYTES);
                    step = Step.DONE;
                }
                case DONE -> throw new IllegalStateException("loop ends when done");
            }
        }
    }

    private int bytesNeeded() {
        return step == Step.C0 ? 1 : PACKET_BYTES;
    }

    /** 3 is plain RTMP; 6 and 8 are encrypted; from 32 on it is a text protocol (5.2.2). */
    private static void checkVersion(int version) throws RtmpProtocolException {
        if (version < VERSION) {
            throw connection("RTMP version " + version + " is too old");
        }
        if (version == 6 || version == 8) {
            throw connection("RTMPE (version " + version + ") is not supported, use RTMPS");
        }
        if (version >= 32) {
            throw connection("not RTMP: the first byte is " + version);
        }
    }

    private void answer(byte[] c1, ByteBuf out) {
        byte[] s1 = new byte[PACKET_BYTES];
        random.nextBytes(s1);
        putInt(s1, 0, 0);
        putInt(s1, 4, 0);
        byte[] s2 = c1;
        Optional<HandshakeDigest.Scheme> scheme =
                saysVersion(c1) ? HandshakeDigest.schemeOf(c1) : Optional.empty();
        if (scheme.isPresent()) {
            putInt(s1, 4, SIGNED_VERSION);
            HandshakeDigest.signS1(s1, scheme.get());
            s2 = new byte[PACKET_BYTES];
            random.nextBytes(s2);
            HandshakeDigest.signS2(s2, c1, scheme.get());
        }
        out.writeByte(VERSION).writeBytes(s1).writeBytes(s2);
    }

    /** A simple C1 has zeros after its time. */
    private static boolean saysVersion(byte[] c1) {
        return (c1[4] | c1[5] | c1[6] | c1[7]) != 0;
    }

    static void putInt(byte[] packet, int at, int value) {
        packet[at] = (byte) (value >>> 24);
        packet[at + 1] = (byte) (value >>> 16);
        packet[at + 2] = (byte) (value >>> 8);
        packet[at + 3] = (byte) value;
    }
}
