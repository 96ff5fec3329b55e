package io.millrace.media.cmaf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecNameTest {
    /**
     * ISO/IEC 14496-3, 1.6.5: plain, SBR told first, SBR and PS told by an extension, or denied.
     */
    @ParameterizedTest
    @CsvSource({
        "1190, mp4a.40.2",
        "2b920800, mp4a.40.5",
        "131056e598, mp4a.40.5",
        "131056e59d4880, mp4a.40.29",
        "119056e500, mp4a.40.2",
        "1310, mp4a.40.2",
        "13, mp4a.40.2"
    })
    void of_aac_namesWhatPlaysAllOfIt(String config, String name) {
        AacFormat format = new AacFormat(Bytes.ofHex(config), 48_000, 2);
        assertEquals(Optional.of(name), CodecName.of(format));
    }
}
