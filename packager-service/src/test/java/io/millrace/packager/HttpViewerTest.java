package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.simple.SimpleHttpRequest;
import io.millrace.stream.Credentials;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HttpViewerTest {
    private static HttpViewer viewer(String query, String... authorization) {
        var request = new SimpleHttpRequest<>(HttpMethod.GET, "/cam/index.m3u8" + query, "");
        for (String header : authorization) {
            request.header("Authorization", header);
        }
        HttpRequest<?> asked = request;
        return HttpViewer.of(asked, "hls");
    }

    @Test
    void credentials_ofTheHeader_goBeforeTheQuery() {
        assertEquals(
                new Credentials.Password("me", "se:cret"),
                viewer("?token=x", "Basic bWU6c2U6Y3JldA==").client().credentials());
        assertEquals(new Credentials.Token("abc"), viewer("", "Bearer abc").client().credentials());
        assertEquals("", viewer("?token=x", "Bearer abc").carried());
    }

    @Test
    void credentials_ofTheQuery_areTakenWhereThereIsNoHeader() {
        assertEquals(new Credentials.Token("abc"), viewer("?token=abc").client().credentials());
        assertEquals(
                new Credentials.Password("me", "x"),
                viewer("?user=me&pass=x&_HLS_msn=3").client().credentials());
        assertEquals("user=me&pass=x", viewer("?user=me&pass=x&_HLS_msn=3").carried());
        assertEquals(new Credentials.None(), viewer("?_HLS_msn=3").client().credentials());
        assertFalse(viewer("?_HLS_msn=3").showsSomething());
    }

    @Test
    void token_ofTheQuery_isNoCredential() {
        assertEquals(Optional.of("abc"), viewer("?viewer=abc&x=1").token());
        assertEquals(new Credentials.None(), viewer("?viewer=abc").client().credentials());
        assertEquals("", viewer("?viewer=abc").carried());
    }
}
