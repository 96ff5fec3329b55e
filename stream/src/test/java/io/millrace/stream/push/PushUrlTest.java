package io.millrace.stream.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rtmp://a.example/live/sec-ret              | rtmp://a.example/live/***
                    rtmps://u:sec-ret@a.example:443/x/y/sec?t=1 | rtmps://a.example:443/x/y/***
                    rtmp://[::1]:1935/sec-ret                  | rtmp://[::1]:1935/***
                    rtsp://u:sec@ret@b/cam/1?token=sec-ret     | rtsp://b/cam/1
                    srt://b:9000?streamid=publish:sec-ret      | srt://b:9000
                    """)
    void shown_anyScheme_hasNoSecret(String url, String shown) {
        PushUrl parsed = PushUrl.parse(url);
        assertEquals(shown, parsed.toString());
        assertFalse((parsed + parsed.id()).contains("sec"));
        assertTrue(parsed.isCalled(url) && parsed.isCalled(shown) && parsed.isCalled(parsed.id()));
    }

    @Test
    void id_twoKeysOfOneServer_differ() {
        assertNotEquals(
                PushUrl.parse("rtmp://a/live/one").id(), PushUrl.parse("rtmp://a/live/two").id());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    http://a/secret      | has the scheme 'http': pushes go to rtmp, rtmps, rtsp, rtsps or srt
                    secret               | is not a URL such as rtmp://host/app/key
                    rtmp://a:99999/x     | has port 99999
                    rtmp://a:secret/x    | is not a URL such as rtmp://host/path: look at host and port
                    srt://a              | has no port, and SRT has no usual one
                    """)
    void parse_unusable_tellsWhyWithoutSecrets(String url, String why) {
        assertEquals(
                why,
                assertThrows(IllegalArgumentException.class, () -> PushUrl.parse(url))
                        .getMessage());
    }

    @Property(tries = 300)
    void parse_anyText_throwsOnlyItsOwn(@ForAll @StringLength(max = 40) String text) {
        for (String url : new String[] {text, "rtmp://" + text, "srt://h:1" + text}) {
            try {
                PushUrl.parse(url);
            } catch (IllegalArgumentException refused) {
                assertFalse(String.valueOf(refused.getMessage()).isEmpty());
            }
        }
    }
}
