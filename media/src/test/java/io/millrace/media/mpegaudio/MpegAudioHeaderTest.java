package io.millrace.media.mpegaudio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.CodecFixture;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MpegAudioFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MpegAudioHeaderTest {
    @ParameterizedTest
    @CsvSource({
        "stereo.mp2,2,48000,2,1152",
        "stereo.mp3,3,48000,2,1152",
        "mono-22050.mp3,3,22050,1,576"
    })
    void frames_ofFfmpeg_followEachOtherToTheEnd(
            String file, int layer, int rate, int channels, int samples) throws Exception {
        byte[] data = CodecFixture.bytes(file);
        int position = 0;
        int frames = 0;
        while (position < data.length) {
            MpegAudioHeader header = MpegAudioHeader.parse(data, position, data.length - position);
            assertEquals(new MpegAudioFormat(layer, rate, channels), header.format());
            assertEquals(samples, header.format().samplesPerUnit());
            position += header.frameBytes();
            frames++;
        }
        assertEquals(data.length, position);
        assertTrue(frames >= 8);
    }

    @ParameterizedTest
    @CsvSource({"fffd90", "fffc0000", "fffcf000", "fffc9c00", "ffe89000", "ff1d9000", "fff99000"})
    void parse_reservedOrShort_isMalformed(String hex) {
        byte[] data = Bytes.ofHex(hex).toByteArray();
        assertThrows(
                MalformedMediaException.class, () -> MpegAudioHeader.parse(data, 0, data.length));
    }

    @Test
    void parse_layerOne_hasSlotsOfFourBytes() throws Exception {
        byte[] data = Bytes.ofHex("ffff9400").toByteArray(); // MPEG-1 layer I, 288 kbit/s, 48 kHz
        MpegAudioHeader header = MpegAudioHeader.parse(data, 0, 4);
        assertEquals(new MpegAudioHeader(1, 48_000, 2, 288), header);
    }

    @Property(tries = 500)
    void parse_random_isMalformedOrOfSaneSize(@ForAll @Size(4) byte[] data) {
        data[0] = (byte) 0xFF;
        data[1] |= (byte) 0xE0;
        try {
            MpegAudioHeader header = MpegAudioHeader.parse(data, 0, 4);
            assertTrue(header.frameBytes() >= 24 && header.frameBytes() <= 2881);
        } catch (MalformedMediaException malformed) {
            assertTrue(malformed.toString().contains("MPEG audio"));
        }
    }
}
