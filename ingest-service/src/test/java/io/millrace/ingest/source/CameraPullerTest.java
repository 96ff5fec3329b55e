package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CameraPullerTest {
    private static List<String> command(String address) {
        return CameraPuller.command(address.split("\\?", 2)[0], 25, AddressQuery.of(address));
    }

    @Test
    void command_withoutOptions_hasDefaults() {
        assertEquals(
                "rpicam-vid --nopreview --inline --flush --timeout 0 --codec h264 --camera 0"
                        + " --width 1280 --height 720 --framerate 25 --bitrate 2000000 --intra 50"
                        + " --output -",
                String.join(" ", command("0")));
    }

    @Test
    void command_withOptions_hasThem() {
        List<String> words =
                command("1?program=/opt/cam&width=640&hflip=yes&vflip=no&awb=auto&shell=x");
        assertEquals("/opt/cam", words.getFirst());
        String line = String.join(" ", words);
        assertTrue(line.contains("--hflip --timeout"), line);
        assertTrue(line.contains("--camera 1 --width 640"), line);
        assertTrue(line.contains("--awb auto --output -"), line);
        assertTrue(!line.contains("vflip") && !line.contains("shell"), line);
    }

    @Test
    void command_withoutCamera_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> command("front?width=640"));
        assertThrows(IllegalArgumentException.class, () -> command("0?width=7"));
    }
}
