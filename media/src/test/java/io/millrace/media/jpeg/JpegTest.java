package io.millrace.media.jpeg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.CodecFixture;
import io.millrace.media.MalformedMediaException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

public class JpegTest {
    /** The images of a stream by ffmpeg. */
    public static List<byte[]> images(String name) {
        byte[] data = CodecFixture.bytes(name);
        List<byte[]> images = new ArrayList<>();
        int begin = 0;
        for (int at = 2; at <= data.length; at++) {
            if (data[at - 2] == (byte) 0xFF && data[at - 1] == (byte) 0xD9) {
                images.add(Arrays.copyOfRange(data, begin, at));
                begin = at;
            }
        }
        return images;
    }

    @Test
    void toBytes_ofImagesByFfmpeg_showsTheSame() throws Exception {
        List<byte[]> images = images("standard.mjpeg");
        assertEquals(4, images.size());
        for (byte[] image : images) {
            JpegImage parsed = JpegImage.parse(image);
            assertEquals(64, parsed.width());
            assertEquals(48, parsed.height());
            assertTrue(parsed.halfHeight());
            byte[] written = parsed.toBytes();
            assertArrayEquals(pixels(image), pixels(written));
            assertArrayEquals(written, JpegImage.parse(written).toBytes());
        }
    }

    private static int[] pixels(byte[] image) throws IOException {
        BufferedImage shown = ImageIO.read(new ByteArrayInputStream(image));
        return shown.getRGB(0, 0, shown.getWidth(), shown.getHeight(), null, 0, shown.getWidth());
    }

    @Test
    void parse_restartInterval_isKept() throws Exception {
        JpegImage plain = JpegImage.parse(images("standard.mjpeg").getFirst());
        JpegImage restarted = new JpegImage(64, 48, true, 4, plain.quantization(), plain.scan());
        assertEquals(4, JpegImage.parse(restarted.toBytes()).restartInterval());
    }

    @Test
    void parse_tablesOfItsOwn_isMalformed() {
        byte[] optimal = images("frames.mjpeg").getFirst();
        assertThrows(MalformedMediaException.class, () -> JpegImage.parse(optimal));
    }

    @Test
    void parse_truncatedHeaders_isMalformed() throws Exception {
        byte[] image = images("standard.mjpeg").getFirst();
        int headers = image.length - JpegImage.parse(image).scan().length - 2;
        for (int size = 0; size < headers; size++) {
            byte[] cut = Arrays.copyOf(image, size);
            assertThrows(MalformedMediaException.class, () -> JpegImage.parse(cut));
        }
    }

    @Test
    void quantization_ofQuality50_isTheTypicalTable() {
        byte[] tables = JpegTables.quantization(50);
        assertEquals(16, tables[0]);
        assertEquals(99, tables[63]);
        assertEquals(17, tables[64]);
        assertEquals(99, tables[127]);
        assertEquals(1, JpegTables.quantization(99)[0]);
        assertEquals(255, JpegTables.quantization(1)[0] & 0xFF);
    }

    @Property(tries = 500)
    void parse_damaged_isMalformedOrAnImage(
            @ForAll @IntRange(max = 700) int at, @ForAll byte value) {
        byte[] image = images("standard.mjpeg").getFirst();
        image[at % image.length] = value;
        try {
            assertNotNull(JpegImage.parse(image).toBytes());
        } catch (MalformedMediaException expected) {
            assertNotNull(expected.getMessage());
        }
    }
}
