package io.millrace.media.mp4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.ParameterSets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AvcDecoderConfigurationTest {
    /** From ffmpeg's MP4 of the test clip (libx264, High, 160x90). */
    private static final String RECORD =
            "0164000bffe100196764000bacd9428df93011000003000100000300320f"
                    + "14299601000668ebe084b22cfdf8f800";

    @Test
    void read_cutAnywhere_isMalformed() throws Exception {
        byte[] record = Bytes.ofHex(RECORD).toByteArray();
        for (int size = 0; size < record.length - 4; size++) {
            ByteBuf cut = Unpooled.wrappedBuffer(record, 0, size);
            assertThrows(MalformedMediaException.class, () -> AvcDecoderConfiguration.read(cut));
        }
    }

    @Test
    void write_highProfile_givesTheBytesThatFfmpegWrites() throws Exception {
        AvcDecoderConfiguration read =
                AvcDecoderConfiguration.read(
                        Unpooled.wrappedBuffer(Bytes.ofHex(RECORD).toByteArray()));
        assertEquals(4, read.nalUnitLengthSize());
        ParameterSets sets = new ParameterSets();
        sets.update(read.parameterSets());
        Optional<H264Format> format = sets.format();
        ByteBuf out = Unpooled.buffer();
        AvcDecoderConfiguration.write(format.orElseThrow(), out);
        assertEquals(RECORD, ByteBufUtil.hexDump(out));
    }

    @Test
    void read_threeByteLengths_isMalformed() {
        ByteBuf record = Unpooled.wrappedBuffer(Bytes.ofHex("0142000afee000").toByteArray());
        assertThrows(MalformedMediaException.class, () -> AvcDecoderConfiguration.read(record));
    }

    @Property(tries = 500)
    void read_anyBytes_isReadOrMalformed(@ForAll @Size(max = 64) byte[] bytes) {
        if (bytes.length > 0) {
            bytes[0] = 1;
        }
        try {
            AvcDecoderConfiguration.read(Unpooled.wrappedBuffer(bytes));
        } catch (MalformedMediaException e) {
            assertEquals(MalformedMediaException.class, e.getClass());
        }
    }
}
