package io.millrace.srt.wire;

import java.util.Arrays;

/** An extension of a handshake of version 5 (draft-sharabayko-srt, 3.2.1.1). */
public sealed interface HandshakeExtension {
    /** HSREQ and HSRSP, 3.2.1.1.1. */
    record Capabilities(
            boolean response,
            int srtVersion,
            int flags,
            int receiveLatencyMillis,
            int sendLatencyMillis)
            implements HandshakeExtension {
        public static final int TSBPD_SENDER = 1;
        public static final int TSBPD_RECEIVER = 2;
        public static final int ENCRYPTION = 4;
        public static final int TOO_LATE_DROP = 8;
        public static final int PERIODIC_NAK = 16;
        public static final int RETRANSMIT_FLAG = 32;
        public static final int STREAM = 64;
        public static final int PACKET_FILTER = 128;

        /** Whether a flag is set. */
        public boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /** KMREQ and KMRSP, 3.2.1.1.2: the message as it is on the wire. */
    record KeyMaterialMessage(boolean response, byte[] message) implements HandshakeExtension {
        @Override
        public boolean equals(Object other) {
            return other instanceof KeyMaterialMessage that
                    && response == that.response
                    && Arrays.equals(message, that.message);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(message);
        }
    }

    /** 3.2.1.1.3: what the caller asks for, at most 512 bytes of UTF-8. */
    record StreamId(String value) implements HandshakeExtension {
        public static final int MAX_BYTES = 512;
    }

    /** The congestion control the peer uses: "live" when it is absent. */
    record CongestionControl(String name) implements HandshakeExtension {}

    /** The packet filter the peer asks for. */
    record PacketFilter(String configuration) implements HandshakeExtension {}

    /** 3.2.1.1.4: the caller bonds several connections. */
    record Group() implements HandshakeExtension {}

    /** One this library does not know: it is passed over. */
    record Unknown(int type) implements HandshakeExtension {}
}
