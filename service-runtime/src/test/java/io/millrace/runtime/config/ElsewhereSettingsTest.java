package io.millrace.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.stream.PathName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where readers are sent, and what they see while nobody publishes. */
class ElsewhereSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "b.example/x",
                "srt://b.example/x",
                "rtsp://b.example",
                "rtsp://b.example/",
                "rtsp://user:word@b.example/x",
                "http://b.example/x?y=z",
                "rtsp://b.example/x,"
            })
    void redirect_thatIsNone_isRefused(String text) {
        assertThrows(ValueType.InvalidValueException.class, () -> Redirect.parse(text));
    }

    @Test
    void redirect_ofSeveral_isByProtocol() throws Exception {
        Redirect redirect = Redirect.parse("rtsp://a/x, rtsps://b/x, RTMP://c/x");
        assertEquals(List.of("rtsp://a/x", "rtsps://b/x"), redirect.urls().subList(0, 2));
        assertEquals(Optional.of("rtsps://b/x"), redirect.locationOf(new PathName("p"), "rtsps"));
        assertEquals(Optional.empty(), redirect.locationOf(new PathName("p"), "hls"));
    }

    @ParameterizedTest
    @CsvSource({
        "/other/slate, path:other/slate",
        "other, path:other",
        "file:/videos/slate.mp4, file:/videos/slate.mp4",
        "rtsp://b/x, rtsp://b/x"
    })
    void fallback_isAPathOrAnAddress(String text, String address) throws Exception {
        assertEquals(
                Optional.of(address), SourceAddress.parseFallback(text).map(SourceAddress::text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gopher://b/x", "path:other", "two words"})
    void fallback_thatIsNone_isRefused(String text) {
        assertThrows(
                ValueType.InvalidValueException.class, () -> SourceAddress.parseFallback(text));
    }
}
