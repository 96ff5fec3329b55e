package io.millrace.srt.core;

import io.millrace.srt.crypto.CipherMode;
import io.millrace.srt.wire.HandshakeExtension.Capabilities;

/** What we say of ourselves in HSREQ and HSRSP (draft-sharabayko-srt, 3.2.1.1.1). */
final class Capability {
    /** 1.5.4: libsrt tells from it which AES-GCM we speak. */
    static final int SRT_VERSION = 0x010504;

    private static final int FIRST_VERSION_WITH_GCM = 0x010504;

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

    /** Whether a peer of that version encrypts so as we do. */
    static boolean knows(CipherMode mode, Capabilities peer) {
        return switch (mode) {
            case AES_CTR -> true;
            case AES_GCM -> peer.srtVersion() >= FIRST_VERSION_WITH_GCM;
        };
    }
}
