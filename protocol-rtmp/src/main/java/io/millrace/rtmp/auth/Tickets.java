package io.millrace.rtmp.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts that only this server can have given to a peer a short while ago: time, random, and a
 * signature of both and the peer's address. Nothing is kept. Thread-safe.
 */
public final class Tickets {
    static final Duration LIFETIME = Duration.ofSeconds(60);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int DERIVED_CHARACTERS = 16;
    private static final int TIME_CHARACTERS = 16;
    private static final int BODY_CHARACTERS = 32;
    private static final int LENGTH = 64;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();
    private final LongSupplier nanoTime;

    public Tickets(LongSupplier nanoTime) {
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.nanoTime = nanoTime;
    }

    String issue(String peer) {
        HexFormat hex = HexFormat.of();
        String body = hex.toHexDigits(nanoTime.getAsLong()) + hex.toHexDigits(random.nextLong());
        return body + signature(body, peer);
    }

    boolean holds(String ticket, String peer) {
        if (ticket.length() != LENGTH || !ticket.chars().allMatch(HexFormat::isHexDigit)) {
            return false;
        }
        String body = ticket.substring(0, BODY_CHARACTERS);
        byte[] expected = (body + signature(body, peer)).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, ticket.getBytes(StandardCharsets.US_ASCII))) {
            return false;
        }
        long issued = HexFormat.fromHexDigitsToLong(body, 0, TIME_CHARACTERS);
        return nanoTime.getAsLong() - issued < LIFETIME.toNanos();
    }

    /** Another text that goes with a ticket, the same each time. */
    String derived(String ticket, String purpose) {
        return mac(purpose + ":" + ticket).substring(0, DERIVED_CHARACTERS);
    }

    private String signature(String body, String peer) {
        return mac(body + ":" + peer).substring(0, LENGTH - BODY_CHARACTERS);
    }

    private String mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }
}
