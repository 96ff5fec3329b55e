package io.millrace.rtmp.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.stream.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RtmpUrlTest {
    @ParameterizedTest
    @CsvSource({
        "rtmp://h/live/k,                 h,   1935, live,      k, ''",
        "rtmps://h/live/k,                h,   443,  live,      k, ''",
        "RTMPS://h:1936/app/inst/k?a=b/c, h,   1936, app/inst,  k, a=b/c",
        "rtmp://[::1]:1/a/k,              ::1, 1,    a,         k, ''",
        "rtmp://[::1]/a/k,                ::1, 1935, a,         k, ''",
        "rtmp://h/cam,                    h,   1935, cam,       '', ''",
        "rtmp://h,                        h,   1935, '',        '', ''",
    })
    void parse_url_partsAreFound(
            String text, String host, int port, String app, String key, String query) {
        RtmpUrl url = RtmpUrl.parse(text);
        assertEquals(host, url.host());
        assertEquals(port, url.port());
        assertEquals(app, url.app());
        assertEquals(key, url.key());
        assertEquals(query, url.query());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://h/secret", "h/secret", "rtmp:///a/secret", "rtmp://h:x/a/secret"})
    void parse_noSuchUrl_isToldWithoutTheKey(String text) {
        String problem =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> RtmpUrl.parse(text))
                                .getMessage());
        assertFalse(problem.contains("secret"), problem);
    }

    @Test
    void toString_withSecrets_hidesThem() {
        RtmpUrl url = RtmpUrl.parse("rtmp://me:word@h:5/live/k1?token=abcd");
        assertEquals("rtmp://h:5/live/***", url.toString());
        assertEquals(new Credentials.Password("me", "word"), url.credentials());
        assertEquals("k1?token=abcd", url.streamName());
        assertEquals(
                "no *** in live/***?***, ok1 *** ***",
                url.hidden("no word in live/k1?token=abcd, ok1 k1 abcd"));
    }
}
