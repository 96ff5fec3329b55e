package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.access.Grant;
import io.millrace.stream.PathName;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class ViewerTokensTest {
    private static final PathName PATH = new PathName("live/cam");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ID = "0123456789abcdef";
    private static final Grant GRANT = new Grant("ann", Optional.empty(), "anonymous");

    private final ViewerTokens tokens = of("0123456789abcdef");

    private static ViewerTokens of(String secret) {
        return new ViewerTokens(PackagerKeys.of(secret), Duration.ofHours(24));
    }

    @Test
    void read_ofOneWithTheSameSecret_isWhatWasSigned() {
        ViewerToken token = tokens.token(ID, GRANT, NOW);
        String text = tokens.text(token, PATH);
        assertEquals(Optional.of(token), of("0123456789abcdef").read(text, PATH));
        assertEquals("ann", token.user());
        assertTrue(text.matches("[A-Za-z0-9_-]+"), text);
    }

    @Test
    void read_otherSecretOrPath_isNothing() {
        String text = tokens.text(tokens.token(ID, GRANT, NOW), PATH);
        assertEquals(Optional.empty(), of("fedcba9876543210").read(text, PATH));
        assertEquals(Optional.empty(), tokens.read(text, new PathName("live/cam2")));
        assertEquals(Optional.empty(), tokens.read(text, new PathName("live")));
    }

    @Test
    void read_anyBitChangedOrByteMissing_isNothing() {
        byte[] whole =
                Base64.getUrlDecoder().decode(tokens.text(tokens.token(ID, GRANT, NOW), PATH));
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Optional.empty(), tokens.read(encoder.encodeToString(changed), PATH));
        }
        for (int length = 0; length < whole.length; length++) {
            byte[] shorter = java.util.Arrays.copyOf(whole, length);
            assertEquals(Optional.empty(), tokens.read(encoder.encodeToString(shorter), PATH));
        }
    }

    @Property(tries = 200)
    void read_anyText_isNothing(@ForAll @StringLength(max = 300) String text) {
        assertEquals(Optional.empty(), tokens.read(text, PATH));
    }

    @Property(tries = 100)
    void text_anyUser_isReadAgainShortened(@ForAll @StringLength(max = 100) String user) {
        ViewerToken token = tokens.token(ID, new Grant(user, Optional.empty(), "anonymous"), NOW);
        ViewerToken read = tokens.read(tokens.text(token, PATH), PATH).orElseThrow();
        assertEquals(token.expires(), read.expires());
        assertTrue(read.user().length() <= 64);
    }

    @Test
    void token_withinAnEighthOfItsLifetime_isTheSame() {
        ViewerToken first = tokens.token(ID, GRANT, NOW);
        assertEquals(first, tokens.token(ID, GRANT, NOW.minus(Duration.ofHours(2))));
        assertNotEquals(first, tokens.token(ID, GRANT, NOW.plus(Duration.ofHours(4))));
        assertTrue(!first.expires().isBefore(NOW.plus(Duration.ofHours(24))));
    }

    @Test
    void token_ofAJwtThatExpiresSooner_expiresWithIt() {
        Instant soon = NOW.plusSeconds(60);
        Grant grant = new Grant("ann", Optional.of(soon), "anonymous");
        assertEquals(soon, tokens.token(ID, grant, NOW).expires());
    }
}
