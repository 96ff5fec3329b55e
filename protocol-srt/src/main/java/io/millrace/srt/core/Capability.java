package io.millrace.srt.core;

import io.millrace.srt.wire.HandshakeExtension.Capabilities;

/** What we say of ourselves in HSREQ and HSRSP (draft-sharabayko-srt, 3.2.1.1.1). */
final class Capability {
    /** 1.5.0. */
    static final int SRT_VERSION = 0x010500;

    private static final int FLAGS =
            Capabilities.TSBPD_SENDER
                    | Capabilities.TSBPD_RECEIVER
                    | Capabilities.ENCRYPTION
                    | Capabilities.TOO_LATE_DROP
                    | Capabilities.PERIODIC_NAK
                    | Capabilities.RETRANSMIT_FLAG;

    private Capability() {}

    static Capabilities request(SrtSettings settings) {
        return new Capabilities(
                false,
                SRT_VERSION,
                FLAGS,
                settings.receiveLatencyMillis(),
                settings.peerLatencyMillis());
    }

    static Capabilities response(int receiveLatencyMillis, int sendLatencyMillis) {
        return new Capabilities(true, SRT_VERSION, FLAGS, receiveLatencyMillis, sendLatencyMillis);
    }
}
