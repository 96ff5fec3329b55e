package io.millrace.media.aac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class AacConfigTest {
    @Test
    void parse_configsOfRealEncoders_areRead() throws Exception {
        assertEquals(config(2, 44_100, 2, 2), parse("1210"));
        assertEquals(config(2, 48_000, 2, 2), parse("1190"));
        assertEquals(config(2, 44_100, 1, 1), parse("120856e500"));
        assertEquals(config(2, 48_000, 6, 6), parse("11b0"));
        assertEquals(config(2, 48_000, 7, 8), parse("11b8"));
    }

    @Test
    void parse_sbrAndPs_tellTheCore() throws Exception {
        assertEquals(config(2, 24_000, 2, 2), parse("2b11 8800"));
        assertEquals(config(2, 22_050, 1, 1), parse("eb8a 0800"));
        assertEquals(config(2, 22_050, 2, 2), parse("1390 56e5a5 4800"));
    }

    @Test
    void build_everyRate_isReadBack() throws Exception {
        for (int rate : new int[] {96_000, 48_000, 44_100, 8_000, 7_350, 47_999, 100}) {
            for (int channels = 1; channels <= 7; channels++) {
                AacFormat format = AudioSpecificConfig.format(2, rate, channels);
                assertEquals(rate, format.sampleRate());
                assertEquals(channels == 7 ? 8 : channels, format.channels());
            }
        }
        assertEquals(Bytes.ofHex("1210"), AudioSpecificConfig.build(2, 44_100, 2));
    }

    @Test
    void parse_programConfigElement_countsChannels() throws Exception {
        // One front pair and one LFE.
        assertEquals(3, parse("1180 04c4 0100 2000").channels());
    }

    @Test
    void parse_otherOrTruncated_throws() {
        for (String hex : new String[] {"", "12", "1a10", "1214", "1240", "1690", "1780", "f8"}) {
            assertThrows(MalformedMediaException.class, () -> parse(hex), hex);
        }
    }

    @Test
    void adts_writeAndParse_areInverse() throws Exception {
        AacFormat format = AudioSpecificConfig.format(2, 44_100, 2);
        ByteBuf out = Unpooled.buffer();
        Adts.write(format, 371, out);
        assertEquals("fff1" + "50802f5ffc", ByteBufUtil.hexDump(out));
        Adts header = Adts.parse(ByteBufUtil.getBytes(out), 0, Adts.HEADER_SIZE);
        assertEquals(378, header.frameSize());
        assertEquals(format, header.format());
    }

    @Test
    void adts_cannotCarry_throws() throws Exception {
        AacFormat odd = AudioSpecificConfig.format(2, 47_999, 2);
        assertThrows(MalformedMediaException.class, () -> Adts.write(odd, 100, Unpooled.buffer()));
        AacFormat plain = AudioSpecificConfig.format(2, 48_000, 2);
        assertThrows(
                MalformedMediaException.class, () -> Adts.write(plain, 8_185, Unpooled.buffer()));
    }

    @Test
    void adts_truncatedOrWrong_throws() {
        for (String hex :
                new String[] {
                    "fff1", "fff150802f5f", "fef150802f5ffc", "fff1508000fffc", "fff17c802f5ffc"
                }) {
            byte[] bytes = Bytes.ofHex(hex).toByteArray();
            assertThrows(
                    MalformedMediaException.class, () -> Adts.parse(bytes, 0, bytes.length), hex);
        }
    }

    private static AudioSpecificConfig config(
            int objectType, int rate, int configuration, int channels) {
        return new AudioSpecificConfig(objectType, rate, configuration, channels);
    }

    private static AudioSpecificConfig parse(String hex) throws MalformedMediaException {
        return AudioSpecificConfig.parse(Bytes.ofHex(hex));
    }
}
