package io.millrace.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamTargetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "live | cam | live/cam | ''",
                "mystream | '' | mystream | ''",
                "'' | mystream | mystream | ''",
                "mystream/ | '' | mystream | ''",
                "/live/ | /cam/ | live/cam | ''",
                "live/_definst_ | cam | live/cam | ''",
                "a/b | c/d | a/b/c/d | ''",
                "live | cam?user=me&pass=secret | live/cam | user=me&pass=secret",
                "mystream?user=me | '' | mystream | user=me",
                "live?a=1 | cam?b=2 | live/cam | a=1&b=2",
                "'' | '' | '' | ''",
            })
    void of_appAndName_joinToOnePath(String app, String name, String path, String query) {
        assertEquals(new StreamTarget(path, query), StreamTarget.of(app, name));
    }

    @Test
    void toString_query_isNotShown() {
        assertFalse(StreamTarget.of("live", "cam?pass=secret").toString().contains("secret"));
    }
}
