package io.millrace.srt.core;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cookie a caller has to bring back, so that nothing is kept for forged addresses
 * (draft-sharabayko-srt, 4.3.1.1): a keyed hash of address and minute. Not thread-safe.
 */
final class SynCookie {
    private static final long PERIOD_MICROS = 60_000_000;

    private final Mac mac;

    SynCookie(byte[] secret) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("This JVM has no HMAC-SHA256", failure);
        }
    }

    int of(InetSocketAddress caller, long nowMicros) {
        return hash(caller, Math.floorDiv(nowMicros, PERIOD_MICROS));
    }

    /** Whether it is of this minute or the one before. */
    boolean isValid(int cookie, InetSocketAddress caller, long nowMicros) {
        long period = Math.floorDiv(nowMicros, PERIOD_MICROS);
        return cookie == hash(caller, period) || cookie == hash(caller, period - 1);
    }

    private int hash(InetSocketAddress caller, long period) {
        mac.update(caller.getAddress().getAddress());
        byte[] digest =
                mac.doFinal(
                        ByteBuffer.allocate(12).putInt(caller.getPort()).putLong(period).array());
        int cookie = ByteBuffer.wrap(digest).getInt();
        return cookie == 0 ? 1 : cookie;
    }
}
