package io.millrace.rtmp.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.G711Format;
import io.millrace.media.G726Format;
import io.millrace.media.KlvFormat;
import io.millrace.media.MediaKind;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several tracks of a kind, and exact times, to peers that say that they take them. */
@Timeout(60)
final class MultitrackTest {
    /** One group: a reader begins at the newest. */
    private static final int PICTURES = 10;

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

    /** G.726 and KLV have no FourCC. */
    @Test
    void reader_ofTracksThatFlvHasNot_getsTheOthersAndTheyAreCounted() throws Exception {
        Track telephone = new Track(2, new G726Format(4, G726Format.Packing.LITTLE_ENDIAN));
        Track klv = new Track(3, new KlvFormat(true));
        RtmpSettings settings =
                RtmpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (MemoryPaths paths = new MemoryPaths(20_000);
                RtmpClient client = new RtmpClient();
                RtmpServer server =
                        RtmpServer.start(
                                settings,
                                RtmpServer.Roles.readingFrom(paths.reading),
                                paths.counters)) {
            Publisher publisher =
                    paths.publish("some", TestMedia.VIDEO, TestMedia.AUDIO, telephone, klv);
            for (int i = 0; i < PICTURES; i++) {
                publisher.write(TestMedia.picture(i, 100));
                publisher.write(TestMedia.sound(i));
                for (int track : List.of(2, 3)) {
                    long ticks = i * (track == 2 ? 320L : 3_600L);
                    publisher.write(new Unit(track, ticks, ticks, 0, true, new byte[] {1, 2, 3}));
                }
            }
            Played played = new Played();
            play(client, RtmpRequest.of("rtmp://127.0.0.1:" + server.port() + "/some"), played);
            int pictures = 0;
            int sounds = 0;
            while (pictures < PICTURES || sounds < PICTURES / 2) {
                Unit unit = Played.take(played.units);
                Unit sent =
                        unit.track() == 0
                                ? TestMedia.picture(pictures++, 100)
                                : TestMedia.sound(sounds++);
                assertArrayEquals(sent.payload(), unit.payload());
            }
            assertEquals(2, paths.counters.counter("rtmp_tracks_left_out").sum());
        }
    }

    /** 30 pictures a second, which milliseconds cannot tell. */
    private static Unit exact(int index) {
        Unit picture = TestMedia.picture(index, 80);
        long ticks = index * 3_000L;
        return new Unit(0, ticks, ticks, 0, picture.randomAccess(), picture.payload());
    }

    @Test
    void publication_toAServerThatTakesAll_bringsEveryTrackAtItsExactTime() throws Exception {
        RtmpSettings settings =
                RtmpSettings.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (MemoryPaths paths = new MemoryPaths(20_000);
                RtmpClient client = new RtmpClient();
                RtmpServer server =
                        RtmpServer.start(
                                settings,
                                RtmpServer.Roles.of(paths.publishing, paths.reading),
                                paths.counters)) {
            RtmpRequest request = RtmpRequest.of("rtmp://127.0.0.1:" + server.port() + "/a/b");
            RtmpPublication publication =
                    client.publish(request, new Published())
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS);
            assertEquals(List.of(), publication.describe(TRACKS).leftOut());
            for (int i = 0; i < PICTURES; i++) {
                assertTrue(publication.write(exact(i)));
                assertTrue(publication.write(second(exact(i))));
                assertTrue(publication.write(TestMedia.sound(i)));
                assertTrue(publication.write(opus(i)));
            }
            Played played = new Played();
            play(client, request, played);
            List<Track> told = List.of();
            while (told.size() < TRACKS.size()) {
                told = Played.take(played.tracks);
            }
            int second = told.get(2).kind() == MediaKind.VIDEO ? 2 : 3;
            Map<Integer, Integer> next = new HashMap<>();
            Map<Integer, Long> shifts = new HashMap<>();
            while (next.getOrDefault(0, 0) < PICTURES || next.getOrDefault(second, 0) < PICTURES) {
                Unit unit = Played.take(played.units);
                if (unit.track() == 0 || unit.track() == second) {
                    int index = next.merge(unit.track(), 1, Integer::sum) - 1;
                    assertArrayEquals(exact(index).payload(), unit.payload());
                    long shift = unit.ptsTicks() - exact(index).ptsTicks();
                    assertEquals(shifts.computeIfAbsent(unit.track(), _ -> shift), shift);
                }
            }
        }
    }

    /** The path is there a moment after its first picture was sent. */
    private static void play(RtmpClient client, RtmpRequest request, Played sink) throws Exception {
        while (true) {
            try {
                client.play(request, sink).toCompletableFuture().get(20, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("StreamNotFound"));
            }
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
        SentTracks sent = SentTracks.of(TRACKS, false, false);
        assertEquals(List.of(TestMedia.VIDEO, TestMedia.AUDIO), sent.carried().carried());
        assertEquals(List.of(SECOND_VIDEO, SECOND_AUDIO), sent.carried().leftOut());
    }

    @Test
    void trackWithoutFourCc_cannotBeASecondOne() {
        Track telephone = new Track(4, new G711Format(G711Format.Law.A, 8_000, 1));
        SentTracks sent =
                SentTracks.of(List.of(TestMedia.AUDIO, telephone, SECOND_AUDIO), true, false);
        assertEquals(List.of(TestMedia.AUDIO, SECOND_AUDIO), sent.carried().carried());
        assertEquals(1, sent.numbered().getLast().number());
        assertEquals(List.of(telephone), sent.carried().leftOut());
    }
}
