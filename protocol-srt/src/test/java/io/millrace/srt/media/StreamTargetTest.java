package io.millrace.srt.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.srt.media.StreamTarget.BadStreamIdException;
import io.millrace.srt.media.StreamTarget.Mode;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTargetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#!::r=cam,m=publish | PUBLISH | cam",
                "#!::m=publish,r=live/cam | PUBLISH | live/cam",
                "#!::r=cam,m=publish,u=user,s=pass | PUBLISH | cam",
                "#!::r=cam,m=request,t=stream,h=host,x=y | READ | cam",
                "#!::r=cam,m=read | READ | cam",
                "#!::r=cam | READ | cam",
                "#!::r=cam?start=-30s | READ | cam",
                "publish:cam | PUBLISH | cam",
                "publish:live/cam:user:pass | PUBLISH | live/cam",
                "publish:cam:user:pass:key=value | PUBLISH | cam",
                "publish:cam?key=value | PUBLISH | cam",
                "read:cam | READ | cam",
                "read:live/cam:user:pass | READ | live/cam",
                "cam | READ | cam",
                "cam?start=-30s | READ | cam",
                "live/cam | READ | live/cam",
            })
    void parse_everyForm_givesModeAndPath(String streamId, Mode mode, String path)
            throws Exception {
        StreamTarget target = StreamTarget.parse(streamId);
        assertEquals(mode, target.mode(), streamId);
        assertEquals(new PathName(path), target.path(), streamId);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#!::r=cam,m=publish,u=user,s=pass,start=-30s | user | pass | start=-30s",
                "publish:live/cam:user:pass | user | pass | ''",
                "publish:cam:user:pass:start=2026-01-01T00:00:00Z | user | pass | start=2026-01-01T00:00:00Z",
                "read:cam?user=user&pass=p%3Aq | user | p:q | user=user&pass=p%3Aq",
                "read:cam?user=user&pass=pass&start=2026-01-01T00:00:00Z | user | pass "
                        + "| user=user&pass=pass&start=2026-01-01T00:00:00Z",
                "cam?user=user&pass=pass | user | pass | user=user&pass=pass",
                "#!::r=cam?start=-5s,x=y,u=user,s=pass | user | pass | start=-5s&x=y",
            })
    void parse_credentialsAndQuery_areKept(
            String streamId, String user, String password, String query) throws Exception {
        StreamTarget target = StreamTarget.parse(streamId);
        assertEquals(new Credentials.Password(user, password), target.credentials());
        assertEquals(query, target.query());
    }

    @Test
    void parse_tokenInTheQuery_isKept() throws Exception {
        assertEquals(
                new Credentials.Token("a.b"),
                StreamTarget.parse("#!::r=cam,token=a.b").credentials());
        assertEquals(new Credentials.None(), StreamTarget.parse("cam").credentials());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#!::",
                "#!::m=publish",
                "#!::r=cam,m=bidirectional",
                "#!::r=cam,m",
                "#!:{r=cam}",
                "#!::r=",
                "publish:",
                "read:",
                "?start=-30s",
                "/cam",
                "live//cam",
                "a/../b",
                "with space",
                "subscribe:cam"
            })
    void parse_noPathOrUnknownMode_isRefused(String streamId) {
        assertThrows(BadStreamIdException.class, () -> StreamTarget.parse(streamId));
    }

    @Property(tries = 200)
    void parse_anyText_isTargetOrRefusal(@ForAll String streamId) {
        try {
            StreamTarget.parse("#!::" + streamId);
            StreamTarget.parse(streamId);
        } catch (BadStreamIdException refused) {
            assertEquals(BadStreamIdException.class, refused.getClass());
        }
    }
}
