package io.millrace.media.h264;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AnnexBReaderTest {
    /** SPS, PPS, an IDR picture of two slices; a picture; one with a delimiter before it. */
    private static final byte[] STREAM =
            HexFormat.of()
                    .parseHex(
                            "00000001674d0028" // SPS
                                    + "0000000168ee3c80" // PPS
                                    + "00000165888081" // IDR slice, first
                                    + "000001650888" // IDR slice, second
                                    + "00000001419a22" // slice
                                    + "0000000109f0" // delimiter
                                    + "000001419a33");

    private final List<String> found = new ArrayList<>();
    private final AnnexBReader reader =
            new AnnexBReader(
                    1 << 10,
                    unit ->
                            found.add(
                                    unit.nalUnits().size()
                                            + "+"
                                            + unit.parameterSets().size()
                                            + (unit.randomAccess() ? " entry" : "")));

    @Test
    void read_whole_givesEachWhenTheNextBegins() throws Exception {
        reader.read(STREAM, STREAM.length);
        assertEquals(List.of("2+2 entry", "1+0"), found);
        reader.finish();
        assertEquals(List.of("2+2 entry", "1+0", "1+0"), found);
    }

    @Test
    void read_oneByteAtATime_givesTheSame() throws Exception {
        for (byte each : STREAM) {
            reader.read(new byte[] {each}, 1);
        }
        reader.finish();
        assertEquals(List.of("2+2 entry", "1+0", "1+0"), found);
    }

    @Test
    void read_tooLong_isRefused() {
        assertThrows(MalformedMediaException.class, () -> reader.read(new byte[1025], 1025));
    }

    @Property(tries = 200)
    void read_anyBytes_areReadOrRefused(@ForAll byte[] bytes) {
        AnnexBReader any = new AnnexBReader(1 << 10, unit -> found.add("1"));
        try {
            any.read(STREAM, STREAM.length);
            for (byte each : bytes) {
                any.read(new byte[] {each}, 1);
            }
            any.finish();
        } catch (MalformedMediaException refused) {
            assertEquals(MalformedMediaException.class, refused.getClass());
        }
    }
}
