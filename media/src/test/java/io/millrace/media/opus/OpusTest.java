package io.millrace.media.opus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.OpusFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusTest {
    @ParameterizedTest
    @CsvSource({
        "fc,960",
        "f8,960",
        "e0,120",
        "78,960",
        "18,2880",
        "fd0102,1920",
        "fe0102,1920",
        "ff06,5760",
        "7b03,2880",
        "00,480"
    })
    void samples_ofEachMode_areAsTheTableSays(String packet, int samples) throws Exception {
        assertEquals(samples, OpusPacket.samples(Bytes.ofHex(packet).toByteArray()));
    }

    @ParameterizedTest
    @CsvSource({"''", "ff", "ff00", "ff07", "1b03"})
    void samples_broken_isMalformed(String packet) {
        assertThrows(
                MalformedMediaException.class,
                () -> OpusPacket.samples(Bytes.ofHex(packet).toByteArray()));
    }

    @Test
    void head_ofStereoAndSurround_isReadBack() throws Exception {
        OpusFormat surround = new OpusFormat(6, 1, 4, 2, Bytes.ofHex("000401020305"), 312);
        for (OpusFormat format : new OpusFormat[] {OpusFormat.of(1), OpusFormat.of(2), surround}) {
            ByteBuf head = Unpooled.buffer();
            OpusHead.write(format, head);
            assertEquals(format, OpusHead.read(head));
        }
    }

    @Test
    void head_truncated_isMalformed() {
        ByteBuf head = Unpooled.buffer();
        OpusHead.write(new OpusFormat(6, 1, 4, 2, Bytes.ofHex("000401020305"), 312), head);
        for (int size = 0; size < head.readableBytes(); size++) {
            ByteBuf cut = head.copy(0, size);
            assertThrows(MalformedMediaException.class, () -> OpusHead.read(cut));
        }
    }

    @Property(tries = 500)
    void head_random_isMalformedOrAFormat(@ForAll @Size(max = 24) byte[] rest) {
        ByteBuf head = Unpooled.buffer();
        head.writeBytes(Bytes.ofHex("4f70757348656164").toByteArray()).writeByte(1);
        head.writeBytes(rest);
        try {
            assertTrue(OpusHead.read(head).channels() >= 1);
        } catch (MalformedMediaException malformed) {
            assertTrue(malformed.toString().contains("Opus"));
        }
    }
}
