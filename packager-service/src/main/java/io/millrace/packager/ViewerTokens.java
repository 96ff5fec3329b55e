package io.millrace.packager;

import io.millrace.runtime.access.Grant;
import io.millrace.runtime.access.GrantMark;
import io.millrace.stream.PathName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Signs and reads viewers' tokens: base64url of version, id, mark, expiry, user, and 128 bits of an
 * HMAC over these and the path. Whoever has the secret reads them, no state is kept. Thread-safe.
 */
final class ViewerTokens {
    private static final byte VERSION = 1;
    private static final int ID_BYTES = 8;
    private static final int MAC_BYTES = 16;
    private static final int FIXED_BYTES = 1 + ID_BYTES + 2 * Long.BYTES;
    private static final int MAX_USER_BYTES = 64;
    private static final int MAX_TEXT =
            Math.ceilDiv((FIXED_BYTES + MAX_USER_BYTES + MAC_BYTES) * 4, 3);

    /** Of its lifetime: as long a viewer that shows credentials anew gets the same token. */
    private static final int STEPS = 8;

    private final byte[] signing;
    private final byte[] marking;
    private final Duration lifetime;

    ViewerTokens(PackagerKeys keys, Duration lifetime) {
        this.signing = keys.key("viewer token");
        this.marking = keys.key("grant mark");
        this.lifetime = lifetime;
    }

    /**
     * A token's content, made of a permission.
     *
     * @param id 16 hexadecimal digits
     */
    ViewerToken token(String id, Grant grant, Instant now) {
        long step = Math.max(1, lifetime.toSeconds() / STEPS);
        long seconds = Math.ceilDiv(now.plus(lifetime).getEpochSecond(), step) * step;
        Instant latest = Instant.ofEpochSecond(seconds);
        Instant expires = grant.expires().filter(expiry -> expiry.isBefore(latest)).orElse(latest);
        return new ViewerToken(id, expires, mark(grant.basis()), shortened(grant.user()));
    }

    /** The keyed hash of what a permission rests on. */
    long mark(Object basis) {
        byte[] text = GrantMark.of(basis).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(PackagerKeys.hmac(marking, text)).getLong();
    }

    private static String shortened(String user) {
        String text = user;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_USER_BYTES) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    /** The token's text, that holds for this path alone. */
    String text(ViewerToken token, PathName path) {
        byte[] user = token.user().getBytes(StandardCharsets.UTF_8);
        byte[] content =
                ByteBuffer.allocate(FIXED_BYTES + user.length)
                        .put(VERSION)
                        .put(HexFormat.of().parseHex(token.id()))
                        .putLong(token.mark())
                        .putLong(token.expires().getEpochSecond())
                        .put(user)
                        .array();
        byte[] whole = Arrays.copyOf(content, content.length + MAC_BYTES);
        System.arraycopy(mac(path, content), 0, whole, content.length, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /** What the text says; empty if it is not signed by this secret, for this path. */
    Optional<ViewerToken> read(String text, PathName path) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        byte[] whole;
        try {
            whole = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (whole.length < FIXED_BYTES + MAC_BYTES || whole[0] != VERSION) {
            return Optional.empty();
        }
        int length = whole.length - MAC_BYTES;
        byte[] content = Arrays.copyOf(whole, length);
        byte[] shown = Arrays.copyOfRange(whole, length, whole.length);
        return MessageDigest.isEqual(shown, mac(path, content))
                ? Optional.of(signed(ByteBuffer.wrap(content)))
                : Optional.empty();
    }

    private static ViewerToken signed(ByteBuffer content) {
        byte[] id = new byte[ID_BYTES];
        content.position(1).get(id);
        long mark = content.getLong();
        Instant expires = Instant.ofEpochSecond(content.getLong());
        String user = StandardCharsets.UTF_8.decode(content).toString();
        return new ViewerToken(HexFormat.of().formatHex(id), expires, mark, user);
    }

    private byte[] mac(PathName path, byte[] content) {
        byte[] scope = (path.value() + "\n").getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(PackagerKeys.hmac(signing, scope, content), MAC_BYTES);
    }
}
