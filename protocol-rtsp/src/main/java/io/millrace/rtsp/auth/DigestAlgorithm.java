package io.millrace.rtsp.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Hashes of Digest (RFC 7616, section 3.3), in the order to offer: ffmpeg and live555 take the last
 * one, and know only MD5.
 */
enum DigestAlgorithm {
    SHA_256("SHA-256"),
    MD5("MD5");

    private final String token;

    DigestAlgorithm(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }

    /** By the parameter; peers that leave it out mean MD5. */
    static Optional<DigestAlgorithm> of(String parameter) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(parameter)) {
                return Optional.of(algorithm);
            }
        }
        return parameter.isEmpty() ? Optional.of(MD5) : Optional.empty();
    }

    /** Of the parts, joined by colons; in lower-case hexadecimal. */
    String hash(String... parts) {
        try {
            byte[] text = String.join(":", parts).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance(token).digest(text));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has " + token, missing);
        }
    }
}
