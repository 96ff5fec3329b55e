package io.millrace.rtsp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestUrlTest {
    @Test
    void parse_trackInAllItsPlaces_givesPathQueryAndTrack() throws Exception {
        check("rtsp://h:8554/live/a", "live/a", "", OptionalInt.empty());
        check("rtsp://h:8554/live/a/", "live/a", "", OptionalInt.empty());
        check("rtsp://h/live/a/trackID=1", "live/a", "", OptionalInt.of(1));
        check("rtsp://h/live/a//trackID=1/", "live/a", "", OptionalInt.of(1));
        check("rtsp://h/live/a?x=y", "live/a", "x=y", OptionalInt.empty());
        check("rtsp://h/live/a?x=y/", "live/a", "x=y", OptionalInt.empty());
        check("rtsp://h/live/a?x=y/trackID=0", "live/a", "x=y", OptionalInt.of(0));
        check("rtsp://h/live/a/trackID=0?x=y", "live/a", "x=y", OptionalInt.of(0));
        check("rtsp://h/live/a/?x=y/trackID=12", "live/a", "x=y", OptionalInt.of(12));
        check("rtsp://h/live%2Fa%20b", "live/a b", "", OptionalInt.empty());
        check("RTSP://u:p@h", "", "", OptionalInt.empty());
    }

    @Test
    void contentBase_withQuery_endsInSlash() throws Exception {
        assertEquals("rtsp://h/a?x=y/", RequestUrl.parse("rtsp://h/a/?x=y").contentBase());
        assertEquals("rtsp://h/a/", RequestUrl.parse("rtsp://h/a").contentBase());
    }

    @Test
    void parse_notRtsp_isRefused() {
        for (String url : new String[] {"*", "", "http://h/a", "rtsp:/h", "rtsp://h/%zz"}) {
            RtspException e = assertThrows(RtspException.class, () -> RequestUrl.parse(url));
            assertEquals(Status.BAD_REQUEST, e.status());
        }
    }

    @Property(tries = 300)
    void parse_anyText_givesUrlOrRefusal(@ForAll String text) {
        try {
            RequestUrl.parse("rtsp://h/" + text);
        } catch (RtspException e) {
            assertEquals(Status.BAD_REQUEST, e.status());
        }
    }

    private static void check(String url, String path, String query, OptionalInt track)
            throws RtspException {
        RequestUrl parsed = RequestUrl.parse(url);
        assertEquals(path, parsed.path(), url);
        assertEquals(query, parsed.query(), url);
        assertEquals(track, parsed.track(), url);
    }
}
