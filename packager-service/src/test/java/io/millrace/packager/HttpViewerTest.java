package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.simple.SimpleHttpRequest;
import io.millrace.stream.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpViewerTest {
    private static HttpViewer viewer(String query, String... authorization) {
        var request = new SimpleHttpRequest<>(HttpMethod.GET, "/cam/index.m3u8" + query, "");
        for (String header : authorization) {
            request.header("Authorization", header);
        }
        HttpRequest<?> asked = request;
        return HttpViewer.of(asked);
    }

    @Test
    void credentials_ofTheHeader_goBeforeTheQuery() {
        assertEquals(
                new Credentials.Password("me", "se:cret"),
                viewer("?token=x", "Basic bWU6c2U6Y3JldA==").client().credentials());
        assertEquals(new Credentials.Token("abc"), viewer("", "Bearer abc").client().credentials());
    }

    @Test
    void credentials_ofTheQuery_areTakenWhereThereIsNoHeader() {
        assertEquals(new Credentials.Token("abc"), viewer("?token=abc").client().credentials());
        assertEquals(
                new Credentials.Password("me", "x"),
                viewer("?user=me&pass=x&_HLS_msn=3").client().credentials());
        assertEquals(new Credentials.None(), viewer("?_HLS_msn=3").client().credentials());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seg.ts | seg.ts?token=abc",
                "a.mp4?x=1 | a.mp4?x=1&token=abc",
                "#EXT-X-MAP:URI=\"i.mp4\",A=1 | #EXT-X-MAP:URI=\"i.mp4?token=abc\",A=1",
                "#EXTM3U | #EXTM3U",
            })
    void playlist_addresses_getTheCredentials(String line, String expected) {
        assertEquals(expected + "\n", viewer("?token=abc&_HLS_msn=1").playlist(line + "\n"));
    }

    @Test
    void playlist_credentialsOfTheHeader_isLeftAsItIs() {
        assertEquals("seg.ts", viewer("?token=x", "Bearer abc").playlist("seg.ts"));
    }
}
