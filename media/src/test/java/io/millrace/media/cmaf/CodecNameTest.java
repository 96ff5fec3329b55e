package io.millrace.media.cmaf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegVideoFormat;
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

    /** ISO/IEC 13818-2, table 8-2: high, main, simple, 4:2:2; and without an extension, MPEG-1. */
    @ParameterizedTest
    @CsvSource({
        "000001b5114a00010000, mp4v.64",
        "000001b5148a00010000, mp4v.61",
        "000001b5158a00010000, mp4v.60",
        "000001b5185a00010000, mp4v.65",
        "'', mp4v.6A"
    })
    void of_mpegVideo_namesItsProfile(String extension, String name) {
        Bytes header = Bytes.ofHex("000001b306004013ffffe020" + extension);
        assertEquals(Optional.of(name), CodecName.of(new MpegVideoFormat(2, header)));
        assertEquals(
                Optional.empty(), CodecName.of(new MpegVideoFormat(2, Bytes.ofHex("000001b3"))));
    }

    @ParameterizedTest
    @CsvSource({"000001b0f5000001b509, mp4v.20.245", "000001000000012000, mp4v.20"})
    void of_mpeg4Video_namesProfileAndLevelWhereTold(String headers, String name) {
        Mpeg4VideoFormat format = new Mpeg4VideoFormat(Bytes.ofHex(headers));
        assertEquals(Optional.of(name), CodecName.of(format));
    }
}
