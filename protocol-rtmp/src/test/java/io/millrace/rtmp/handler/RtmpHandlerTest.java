package io.millrace.rtmp.handler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.H264Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtmp.RtmpServer;
import io.millrace.rtmp.RtmpSettings;
import io.millrace.rtmp.TestMedia;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.client.RtmpClient;
import io.millrace.rtmp.client.RtmpException;
import io.millrace.rtmp.client.RtmpPlaySink;
import io.millrace.rtmp.client.RtmpPublication;
import io.millrace.rtmp.client.RtmpRequest;
import io.millrace.rtmp.handler.RtmpHandler.Media;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.RefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RtmpHandlerTest {
    private final RtmpClient client = new RtmpClient();
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    /** Notes what it is told; refuses what is called "no". */
    private final class Noting implements RtmpHandler {
        private void check(String name) throws RefusedException {
            events.add(name);
            if (name.endsWith("no")) {
                throw new RefusedException(RefusedException.Cause.FORBIDDEN, "not here");
            }
        }

        @Override
        public void onConnect(String app, Client peer) throws RefusedException {
            check("connect " + app);
        }

        @Override
        public void onPublish(StreamRequest request) throws RefusedException {
            check("publish " + request.key());
        }

        @Override
        public void onPlay(StreamRequest request) throws RefusedException {
            check("play " + request.path());
        }

        @Override
        public void onPlaying(PlayOutput output) {
            output.describe(List.of(TestMedia.VIDEO));
            for (int i = 5; i < 15; i++) {
                output.write(TestMedia.picture(i, 20));
            }
            output.end("that was all");
        }

        @Override
        public void onMetadata(Map<String, AmfValue> metadata) {
            events.add(metadata.keySet());
        }

        @Override
        public void onCodec(CodecConfiguration configuration) {
            events.add(configuration);
        }

        @Override
        public void onVideo(VideoSample sample) {
            events.add(sample);
        }

        @Override
        public void onAudio(AudioSample sample) {
            events.add(sample);
        }

        @Override
        public void onMessage(RawMessage message) {
            events.add(message.type() + " " + message.body().readableBytes());
        }

        @Override
        public boolean onDeleteStream() {
            events.add("delete");
            return false;
        }

        @Override
        public void onClosed() {
            events.add("closed");
        }
    }

    @AfterEach
    void stop() {
        client.close();
    }

    private RtmpServer server(Media form) throws Exception {
        return RtmpServer.start(
                RtmpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                RtmpServer.Roles.handledBy(Noting::new, form),
                new Counters());
    }

    private RtmpPublication publish(RtmpServer server, String rest) throws Exception {
        return client.publish(
                        RtmpRequest.of("rtmp://127.0.0.1:" + server.port() + "/" + rest), _ -> {})
                .toCompletableFuture()
                .get();
    }

    private Object event() throws InterruptedException {
        return Objects.requireNonNull(events.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void publish_demuxed_tellsCodecsAndSamples() throws Exception {
        try (RtmpServer server = server(Media.DEMUXED)) {
            RtmpPublication publication = publish(server, "live/cam");
            publication.describe(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
            publication.write(TestMedia.picture(0, 30));
            publication.write(TestMedia.sound(2));
            publication.close();
            assertEquals("connect live", event());
            assertEquals("publish cam", event());
            assertTrue(event().toString().contains("videocodecid"));
            CodecConfiguration video = assertInstanceOf(CodecConfiguration.class, event());
            assertInstanceOf(H264Format.class, video.track().format());
            assertEquals(1, video.initData()[0], "version of the AVC configuration");
            CodecConfiguration audio = assertInstanceOf(CodecConfiguration.class, event());
            assertArrayEquals(new byte[] {0x12, 0x10}, audio.initData());
            VideoSample picture = assertInstanceOf(VideoSample.class, event());
            assertEquals(List.of(5), picture.nalUnits().stream().map(each -> each.type()).toList());
            assertTrue(picture.keyFrame());
            assertEquals(3600, picture.ptsTicks() - picture.dtsTicks());
            AudioSample sound = assertInstanceOf(AudioSample.class, event());
            assertArrayEquals(TestMedia.sound(2).payload(), sound.payload());
            assertEquals("delete", event());
            assertEquals("closed", event());
        }
    }

    @Test
    void publish_raw_handsOverMessagesAsTheyCame() throws Exception {
        try (RtmpServer server = server(Media.RAW)) {
            RtmpPublication publication = publish(server, "live/cam");
            publication.describe(List.of(TestMedia.AUDIO));
            publication.write(TestMedia.sound(0));
            assertEquals("connect live", event());
            assertEquals("publish cam", event());
            assertTrue(event().toString().startsWith("18 "));
            // By FourCC: the server says that it takes exact times.
            assertEquals("8 7", event());
            assertEquals("8 9", event());
        }
    }

    @Test
    void refusals_areTheHandlers() throws Exception {
        try (RtmpServer server = server(Media.DEMUXED)) {
            for (String rest : List.of("no/cam", "live/no")) {
                ExecutionException thrown =
                        assertThrows(ExecutionException.class, () -> publish(server, rest));
                RtmpException problem = assertInstanceOf(RtmpException.class, thrown.getCause());
                assertEquals("not here", problem.description());
            }
        }
    }

    @Test
    void play_getsWhatTheHandlerWrites() throws Exception {
        BlockingQueue<Unit> units = new LinkedBlockingQueue<>();
        CompletableFuture<Optional<RtmpException>> end = new CompletableFuture<>();
        RtmpPlaySink sink =
                new RtmpPlaySink() {
                    @Override
                    public void onTracks(List<Track> tracks) {
                        assertEquals(MediaKind.VIDEO, tracks.getFirst().kind());
                    }

                    @Override
                    public void onUnit(Unit unit) {
                        units.add(unit);
                    }

                    @Override
                    public void onEnd(Optional<RtmpException> problem) {
                        end.complete(problem);
                    }
                };
        try (RtmpServer server = server(Media.DEMUXED)) {
            client.play(RtmpRequest.of("rtmp://127.0.0.1:" + server.port() + "/live/clip"), sink)
                    .toCompletableFuture()
                    .get();
            assertEquals(Optional.empty(), end.get());
        }
        assertEquals(5, units.size(), "from the entry point on");
        assertArrayEquals(TestMedia.picture(10, 20).payload(), units.remove().payload());
    }
}
