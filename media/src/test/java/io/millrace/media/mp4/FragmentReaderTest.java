package io.millrace.media.mp4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FragmentReaderTest {
    private final List<Track> tracks = new ArrayList<>();
    private final List<Unit> units = new ArrayList<>();
    private final FragmentReader reader =
            new FragmentReader(
                    5,
                    Mp4Limits.DEFAULT,
                    new UnitSink() {
                        @Override
                        public void onTracks(List<Track> described) {
                            tracks.clear();
                            tracks.addAll(described);
                        }

                        @Override
                        public void onUnit(Unit unit) {
                            units.add(unit);
                        }
                    });

    @Test
    void fragments_ofOurOwn_giveWhatWasWritten() throws Exception {
        reader.header(CmafSample.header());
        assertEquals(List.of(CmafSample.track(5)), tracks);
        reader.fragments(CmafSample.segment(), 7);
        List<Unit> written = CmafSample.units();
        assertEquals(written.size(), units.size());
        for (int i = 0; i < written.size(); i++) {
            assertEquals(written.get(i).ptsTicks(), units.get(i).ptsTicks());
            assertEquals(written.get(i).dtsTicks(), units.get(i).dtsTicks());
            assertEquals(written.get(i).randomAccess(), units.get(i).randomAccess());
            assertArrayEquals(written.get(i).payload(), units.get(i).payload());
        }
    }

    @Test
    void fragments_ofUnknownTrack_arePassedOver() throws Exception {
        reader.fragments(CmafSample.segment(), 7);
        assertEquals(0, units.size());
    }

    @Test
    void header_withoutMovie_isRefused() {
        assertThrows(MalformedMediaException.class, () -> reader.header(CmafSample.segment()));
    }

    @Test
    void fragments_cutAnywhere_areReadOrRefused() throws Exception {
        byte[] whole = CmafSample.segment();
        reader.header(CmafSample.header());
        for (int size = 0; size < whole.length; size++) {
            byte[] cut = Arrays.copyOf(whole, size);
            try {
                reader.fragments(cut, 0);
            } catch (MalformedMediaException refused) {
                assertEquals(MalformedMediaException.class, refused.getClass());
            }
        }
    }

    @Property(tries = 200)
    void fragments_withOneByteChanged_areReadOrRefused(@ForAll short at, @ForAll byte value) {
        try {
            byte[] header = CmafSample.header();
            reader.header(header);
            byte[] changed = CmafSample.segment();
            changed[Math.floorMod(at, changed.length)] = value;
            reader.fragments(changed, 0);
            header[Math.floorMod(at, header.length)] = value;
            reader.header(header);
        } catch (MalformedMediaException refused) {
            assertEquals(MalformedMediaException.class, refused.getClass());
        }
    }
}
