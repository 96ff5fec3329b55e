package io.millrace.runtime.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.Client;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadProtocolsTest {
    private static final String OFF =
            """
            paths:
              no-rtsp: {rtsp: no}
              no-rtmp: {rtmp: no}
              no-srt: {srt: no}
              no-mpegts: {mpegts: no}
              no-flv: {flv: no}
              gone: {redirect: ['rtsp://b.example:8554/x/{path}', 'http://b.example/x', 'https://b.example/y']}
            """;

    private static final Reading NOBODY =
            _ -> CompletableFuture.failedFuture(new IllegalStateException("was let through"));

    private static Throwable open(AccessRig rig, String path, String protocol) {
        Client peer =
                Client.of(protocol, new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 1));
        return new AccessReading(NOBODY, rig.access)
                .open(new ReadRequest(new PathName(path), peer))
                .toCompletableFuture()
                .exceptionNow();
    }

    @ParameterizedTest
    @CsvSource({
        "no-rtsp, rtsp",
        "no-rtsp, rtsps",
        "no-rtmp, rtmp",
        "no-rtmp, rtmps",
        "no-srt, srt",
        "no-mpegts, mpegts",
        "no-flv, flv"
    })
    void open_pathIsNotServedOverIt_isRefusedByName(String path, String protocol) throws Exception {
        try (AccessRig rig = new AccessRig(OFF)) {
            if (open(rig, path, protocol) instanceof RefusedException refused) {
                assertEquals(RefusedException.Cause.NOT_FOUND, refused.refusal());
                String text = String.valueOf(refused.getMessage());
                assertTrue(text.contains("'" + path + "'"), text);
                assertTrue(
                        text.endsWith("is not served over " + protocol.toUpperCase(Locale.ROOT)),
                        text);
                return;
            }
            throw new AssertionError("let through");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "no-rtsp, rtmp",
        "no-rtmp, rtsp",
        "no-srt, rtsps",
        "other, mpegts",
        "no-mpegts, flv",
        "no-flv, mpegts"
    })
    void open_pathIsServedOverIt_isLetThrough(String path, String protocol) throws Exception {
        try (AccessRig rig = new AccessRig(OFF)) {
            assertFalse(open(rig, path, protocol) instanceof RefusedException);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp, rtsp://b.example:8554/x/gone",
        "rtsps, rtsp://b.example:8554/x/gone",
        "mpegts, http://b.example/x",
        "hls, http://b.example/x"
    })
    void open_pathIsElsewhere_isToldWhere(String protocol, String location) throws Exception {
        try (AccessRig rig = new AccessRig(OFF)) {
            if (open(rig, "gone", protocol) instanceof RefusedException refused) {
                assertEquals(RefusedException.Cause.MOVED, refused.refusal());
                assertEquals(location, refused.location());
                return;
            }
            throw new AssertionError("let through");
        }
    }

    @Test
    void open_pathIsElsewhereButNotOverIt_isRefused() throws Exception {
        try (AccessRig rig = new AccessRig(OFF)) {
            if (open(rig, "gone", "srt") instanceof RefusedException refused) {
                assertEquals(RefusedException.Cause.NOT_FOUND, refused.refusal());
                return;
            }
            throw new AssertionError("let through");
        }
    }

    @Test
    void open_afterTheSettingsChanged_goesByTheNewOnes() throws Exception {
        try (AccessRig rig = new AccessRig(OFF)) {
            rig.access.update(AccessRig.settings(OFF.replace("rtsp: no", "rtsp: yes")));
            assertFalse(open(rig, "no-rtsp", "rtsp") instanceof RefusedException);
        }
    }
}
