package io.millrace.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MediaKind;
import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.rtmp.auth.Tickets;
import io.millrace.stream.Counters;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.Reading;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real encoders and players sent, from the handshake on, whole and in pieces. */
final class CapturedClientsTest {
    private final FakePublishing publishing = new FakePublishing();
    private final List<PathName> opened = new ArrayList<>();
    private final Reading reading =
            request -> {
                opened.add(request.path());
                return new CompletableFuture<LiveStream>();
            };

    private static byte[] capture(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        CapturedClientsTest.class.getResourceAsStream("/captures/" + name + ".hex"),
                        name)) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private EmbeddedChannel channel() {
        return new EmbeddedChannel(
                new RtmpConnection(
                        new SessionContext.Server(
                                RtmpSettings.onPort(0),
                                Optional.of(publishing),
                                Optional.of(reading),
                                Optional.empty(),
                                RtmpCounters.of(new Counters()),
                                new ConnectChallenge(new Tickets(System::nanoTime))),
                        "rtmp",
                        Optional.empty(),
                        false));
    }

    private static void send(EmbeddedChannel channel, byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length && channel.isOpen(); at += piece) {
            int length = Math.min(piece, bytes.length - at);
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
            channel.runPendingTasks();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ffmpeg-publish, live/cam",
        "ffmpeg-publish-app-only, mystream",
        "gstreamer-rtmp2sink-publish, live/gst2",
        "librtmp-gstreamer-publish, live/gst1"
    })
    void publisher_capturedBytes_arePublished(String name, String path) {
        for (int piece : new int[] {100_000, 1, 97}) {
            EmbeddedChannel channel = channel();
            send(channel, capture(name), piece);
            assertTrue(channel.isOpen());
            assertEquals(path, publishing.requests.remove().path().value());
            channel.finishAndReleaseAll();
            assertEquals(1, publishing.closes.size());
            publishing.closes.clear();
        }
    }

    @ParameterizedTest
    @CsvSource({"ffmpeg-publish-app-only", "librtmp-gstreamer-publish"})
    void publisher_videoOnly_isDescribedAtOnce(String name) {
        EmbeddedChannel channel = channel();
        send(channel, capture(name), 1000);
        assertEquals(MediaKind.VIDEO, publishing.descriptions.remove().getFirst().kind());
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource({"ffmpeg-play, mystream", "librtmp-rtmpdump-play, live/cam"})
    void player_capturedBytes_openThePath(String name, String path) {
        for (int piece : new int[] {100_000, 1, 97}) {
            EmbeddedChannel channel = channel();
            send(channel, capture(name), piece);
            assertTrue(channel.isOpen());
            assertEquals(path, opened.removeFirst().value());
            channel.finishAndReleaseAll();
        }
    }

    @Property(tries = 150)
    void publisher_mutatedBytes_neverBreakTheConnection(@ForAll Random random) {
        byte[] bytes = capture("ffmpeg-publish");
        for (int i = 0; i < 8; i++) {
            bytes[3073 + random.nextInt(bytes.length - 3073)] = (byte) random.nextInt();
        }
        Counters counters = new Counters();
        EmbeddedChannel channel =
                new EmbeddedChannel(
                        new RtmpConnection(
                                new SessionContext.Server(
                                        RtmpSettings.onPort(0),
                                        Optional.of(publishing),
                                        Optional.of(reading),
                                        Optional.empty(),
                                        RtmpCounters.of(counters),
                                        new ConnectChallenge(new Tickets(System::nanoTime))),
                                "rtmp",
                                Optional.empty(),
                                false));
        send(channel, bytes, 1 + random.nextInt(2000));
        channel.finishAndReleaseAll();
        assertEquals(0, counters.counter("rtmp_connections_closed", "reason", "failure").sum());
        assertFalse(channel.isOpen());
    }
}
