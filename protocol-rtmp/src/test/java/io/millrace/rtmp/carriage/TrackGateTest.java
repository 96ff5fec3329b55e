package io.millrace.rtmp.carriage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.rtmp.TestMedia;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TrackGateTest {
    private Taken publishing = new Taken();
    private TrackGate gate = new TrackGate(publishing);

    /** What came out. */
    private static final class Taken implements UnitSink {
        private final List<List<Track>> descriptions = new ArrayList<>();
        private final List<Unit> units = new ArrayList<>();

        @Override
        public void onTracks(List<Track> tracks) {
            descriptions.add(tracks);
        }

        @Override
        public void onUnit(Unit unit) {
            units.add(unit);
        }
    }

    @BeforeEach
    void fresh() {
        publishing = new Taken();
        gate = new TrackGate(publishing);
    }

    @Test
    void onTracks_bothKinds_opensWithWhatWasHeld() {
        gate.onTracks(List.of(TestMedia.VIDEO));
        gate.onUnit(TestMedia.picture(0, 10));
        gate.onMessageDone(0);
        assertFalse(gate.isOpen());
        gate.onTracks(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        assertTrue(gate.isOpen());
        assertEquals(
                List.of(List.of(TestMedia.VIDEO, TestMedia.AUDIO)),
                List.copyOf(publishing.descriptions));
        assertEquals(1, publishing.units.size());
    }

    @Test
    void announce_videoOnly_opensAtOnceWhenConfigured() {
        gate.announce(Set.of(MediaKind.VIDEO));
        gate.onTracks(List.of(TestMedia.VIDEO));
        assertTrue(gate.isOpen());
    }

    @Test
    void onMessageDone_oneSecondWithoutAudio_opens() {
        gate.onTracks(List.of(TestMedia.VIDEO));
        for (int i = 0; i <= 24; i++) {
            gate.onUnit(TestMedia.picture(i, 10));
            gate.onMessageDone(5_000 + i * 40);
            assertFalse(gate.isOpen());
        }
        gate.onUnit(TestMedia.picture(25, 10));
        gate.onMessageDone(6_000);
        assertTrue(gate.isOpen());
        assertEquals(26, publishing.units.size());
    }

    @Test
    void onMessageDone_manyMessages_opens() {
        gate.onTracks(List.of(TestMedia.AUDIO));
        for (int i = 0; i < 64; i++) {
            gate.onUnit(TestMedia.sound(i));
            gate.onMessageDone(0);
        }
        assertTrue(gate.isOpen());
    }

    @Test
    void exclude_allAnnounced_isHopeless() {
        gate.announce(Set.of(MediaKind.VIDEO));
        assertFalse(gate.isHopeless());
        gate.exclude(MediaKind.VIDEO);
        assertTrue(gate.isHopeless());
    }

    @Test
    void onTracks_whenOpen_describesAnew() {
        gate.announce(Set.of(MediaKind.VIDEO));
        gate.onTracks(List.of(TestMedia.VIDEO));
        gate.onTracks(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        assertEquals(2, publishing.descriptions.size());
    }
}
