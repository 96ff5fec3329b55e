package io.millrace.srt.wire;

import java.util.List;
import java.util.Optional;

/**
 * What a handshake packet says (draft-sharabayko-srt, 3.2.1).
 *
 * @param encryptionField announced key length in units of 8 bytes (2, 3, 4), 0 = none
 * @param extensionField in version 4 the UDT socket type; in an induction response the magic number
 *     0x4A17; in a conclusion a set of flags
 * @param peerAddress 16 bytes as on the wire
 */
public record HandshakeContent(
        int version,
        int encryptionField,
        int extensionField,
        int initialSequence,
        int maximumTransmissionUnit,
        int flowWindowPackets,
        int type,
        int socketId,
        int cookie,
        PeerAddress peerAddress,
        List<HandshakeExtension> extensions) {
    public static final int INDUCTION = 1;
    public static final int CONCLUSION = -1;
    public static final int AGREEMENT = -2;
    public static final int WAVE_A_HAND = 0;

    /** In the extension field of an induction response: the listener speaks SRT. */
    public static final int SRT_MAGIC = 0x4A17;

    /** In the extension field of a caller's induction. */
    public static final int UDT_DATAGRAM = 2;

    public static final int HAS_HANDSHAKE_REQUEST = 1;
    public static final int HAS_KEY_MATERIAL = 2;
    public static final int HAS_CONFIGURATION = 4;

    public HandshakeContent {
        extensions = List.copyOf(extensions);
    }

    /** The rejection that the type field carries, if it does. */
    public Optional<Rejection> rejection() {
        return Rejection.ofHandshakeType(type);
    }

    /** The first extension of a kind. */
    public <T extends HandshakeExtension> Optional<T> find(Class<T> kind) {
        return extensions.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** The same as an answer of another type, without extensions. */
    public HandshakeContent withType(int newType) {
        return new HandshakeContent(
                version,
                encryptionField,
                0,
                initialSequence,
                maximumTransmissionUnit,
                flowWindowPackets,
                newType,
                socketId,
                cookie,
                peerAddress,
                List.of());
    }
}
