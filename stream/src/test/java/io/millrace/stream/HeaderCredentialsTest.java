package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderCredentialsTest {
    @Test
    void of_basic_isUserAndPassword() {
        // The example of RFC 7617, section 2.
        assertEquals(
                new Credentials.Password("Aladdin", "open sesame"),
                HeaderCredentials.of("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    }

    @Test
    void of_bearerInAnyCase_isToken() {
        assertEquals(new Credentials.Token("a.b.c"), HeaderCredentials.of("bearer  a.b.c "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Basic", "Basic ", "Basic %%", "Basic QWxh", "Digest a=b"})
    void of_malformedOrOther_isNothing(String value) {
        assertEquals(new Credentials.None(), HeaderCredentials.of(value));
    }
}
