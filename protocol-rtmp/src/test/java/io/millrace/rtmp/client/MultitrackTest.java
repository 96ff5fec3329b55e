package io.millrace.rtmp.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.media.G711Format;
import io.millrace.media.OpusFormat;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtmp.MemoryPaths;
import io.millrace.rtmp.RtmpServer;
import io.millrace.rtmp.RtmpSettings;
import io.millrace.rtmp.TestMedia;
import io.millrace.rtmp.carriage.SentTracks;
import io.millrace.stream.Publisher;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several tracks of a kind, to readers that say that they take them. */
@Timeout(60)
final class MultitrackTest {
    private static final Track SECOND_VIDEO = new Track(2, TestMedia.VIDEO.format());
    private static final Track SECOND_AUDIO = new Track(3, OpusFormat.of(2));
    private static final List<Track> TRACKS =
            List.of(TestMedia.VIDEO, TestMedia.AUDIO, SECOND_VIDEO, SECOND_AUDIO);

    @Test
    void reader_announcingMultitrack_getsAllTracks() throws Exception {
        RtmpSettings settings =
                RtmpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (MemoryPaths paths = new MemoryPaths(20_000);
                RtmpClient client = new RtmpClient();
                RtmpServer server =
                        RtmpServer.start(
                                settings,
                                RtmpServer.Roles.readingFrom(paths.reading),
                                paths.counters)) {
            Publisher publisher = paths.publish("many", TRACKS.toArray(Track[]::new));
            for (int i = 0; i < 20; i++) {
                publisher.write(TestMedia.picture(i, 100));
                publisher.write(second(TestMedia.picture(i, 50)));
                publisher.write(opus(i));
            }
            Played played = new Played();
            RtmpRequest request = RtmpRequest.of("rtmp://127.0.0.1:" + server.port() + "/many");
            client.play(request, played).toCompletableFuture().get(20, TimeUnit.SECONDS);
            Map<Integer, Unit> firsts = new HashMap<>();
            List<Track> told = List.of();
            while (told.size() < TRACKS.size() || firsts.size() < 3) {
                if (told.size() < TRACKS.size()) {
                    told = Played.take(played.tracks);
                }
                Unit unit = Played.take(played.units);
                firsts.putIfAbsent(unit.track(), unit);
            }
            assertEquals(
                    List.of("H264", "AAC", "H264", "Opus"),
                    told.stream().map(track -> track.format().codec()).toList());
            assertArrayEquals(TestMedia.picture(10, 50).payload(), first(firsts, 2).payload());
            assertEquals(first(firsts, 0).ptsTicks(), first(firsts, 2).ptsTicks());
            assertEquals(3, first(firsts, 3).payload().length);
        }
    }

    private static Unit first(Map<Integer, Unit> firsts, int track) {
        return Objects.requireNonNull(firsts.get(track));
    }

    private static Unit second(Unit picture) {
        return new Unit(
                2,
                picture.ptsTicks(),
                picture.dtsTicks(),
                0,
                picture.randomAccess(),
                picture.payload());
    }

    private static Unit opus(int index) {
        byte[] packet = {(byte) 0xFC, (byte) index, 2};
        return new Unit(3, index * 1_920L, index * 1_920L, 0, true, packet);
    }

    @Test
    void reader_ofOneTrackOfAKind_getsTheFirst() {
        SentTracks sent = SentTracks.of(TRACKS, false);
        assertEquals(List.of(TestMedia.VIDEO, TestMedia.AUDIO), sent.carried().carried());
        assertEquals(List.of(SECOND_VIDEO, SECOND_AUDIO), sent.carried().leftOut());
    }

    @Test
    void trackWithoutFourCc_cannotBeASecondOne() {
        Track telephone = new Track(4, new G711Format(G711Format.Law.A, 8_000, 1));
        SentTracks sent = SentTracks.of(List.of(TestMedia.AUDIO, telephone, SECOND_AUDIO), true);
        assertEquals(List.of(TestMedia.AUDIO, SECOND_AUDIO), sent.carried().carried());
        assertEquals(1, sent.numbered().getLast().number());
        assertEquals(List.of(telephone), sent.carried().leftOut());
    }
}
