package io.millrace.rtmp.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The digests of Flash's "complex" handshake. RTMP 1.0 does not name them; Flash Player 9 and later
 * hide an HMAC-SHA256 of C1 inside of C1, at a place that four of its bytes give, and want one in
 * S1 and S2. The keys are well-known constants, not secrets.
 */
final class HandshakeDigest {
    static final int DIGEST_BYTES = 32;

    private static final byte[] KEY_TAIL =
            HexFormat.of()
                    .parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");
    private static final byte[] SERVER_NAME = ascii("Genuine Adobe Flash Media Server 001");
    private static final byte[] PLAYER_NAME = ascii("Genuine Adobe Flash Player 001");

    /** Where in C1 or S1 the four bytes stand that say where the digest is. */
    enum Scheme {
        KEY_FIRST(772),
        DIGEST_FIRST(8);

        private static final int PLACES = 728;
        private final int pointerAt;

        Scheme(int pointerAt) {
            this.pointerAt = pointerAt;
        }

        int digestAt(byte[] packet) {
            int sum = 0;
            for (int i = 0; i < 4; i++) {
                sum += packet[pointerAt + i] & 0xFF;
            }
            return pointerAt + 4 + sum % PLACES;
        }
    }

    private HandshakeDigest() {}

    /** The scheme whose digest in C1 is right; empty if C1 has none. */
    static Optional<Scheme> schemeOf(byte[] c1) {
        return schemeOf(c1, PLAYER_NAME);
    }

    /** The scheme whose digest in S1 is right; empty if S1 has none. */
    static Optional<Scheme> schemeOfServer(byte[] s1) {
        return schemeOf(s1, SERVER_NAME);
    }

    /** Writes S1's digest into it. */
    static void signS1(byte[] s1, Scheme scheme) {
        sign(s1, scheme, SERVER_NAME);
    }

    /** Writes C1's digest into it, as a player does. */
    static void signC1(byte[] c1, Scheme scheme) {
        sign(c1, scheme, PLAYER_NAME);
    }

    /** Writes S2's digest into its last 32 bytes: it answers C1's. */
    static void signS2(byte[] s2, byte[] c1, Scheme scheme) {
        signAnswer(s2, c1, scheme, SERVER_NAME);
    }

    /** Writes C2's digest into its last 32 bytes: it answers S1's. */
    static void signC2(byte[] c2, byte[] s1, Scheme scheme) {
        signAnswer(c2, s1, scheme, PLAYER_NAME);
    }

    private static void signAnswer(byte[] answer, byte[] asked, Scheme scheme, byte[] name) {
        int at = scheme.digestAt(asked);
        byte[] key = hmac(concat(name, KEY_TAIL), Arrays.copyOfRange(asked, at, at + DIGEST_BYTES));
        int signed = answer.length - DIGEST_BYTES;
        byte[] digest = hmac(key, Arrays.copyOf(answer, signed));
        System.arraycopy(digest, 0, answer, signed, DIGEST_BYTES);
    }

    private static Optional<Scheme> schemeOf(byte[] packet, byte[] name) {
        return Arrays.stream(Scheme.values())
                .filter(scheme -> isSigned(packet, scheme, name))
                .findFirst();
    }

    private static boolean isSigned(byte[] packet, Scheme scheme, byte[] name) {
        int at = scheme.digestAt(packet);
        byte[] found = Arrays.copyOfRange(packet, at, at + DIGEST_BYTES);
        return Arrays.equals(found, digestOf(packet, at, name));
    }

    private static void sign(byte[] packet, Scheme scheme, byte[] key) {
        int at = scheme.digestAt(packet);
        System.arraycopy(digestOf(packet, at, key), 0, packet, at, DIGEST_BYTES);
    }

    /** Over all bytes but the digest's own place. */
    private static byte[] digestOf(byte[] packet, int at, byte[] key) {
        byte[] before = Arrays.copyOf(packet, at);
        byte[] after = Arrays.copyOfRange(packet, at + DIGEST_BYTES, packet.length);
        return hmac(key, concat(before, after));
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
