package io.millrace.rtmp.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtmp.FlvFile;
import io.millrace.rtmp.RtmpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ExamplesTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int FRAMES_IN_A_SECOND = 50;

    private static String url(RtmpServer server) {
        return "rtmp://127.0.0.1:" + server.port() + "/live/tone";
    }

    @Test
    void tonePublisher_toThePrinter_codecAndSamplesArePrinted() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printer = new PrintStream(out, true, StandardCharsets.UTF_8);
        try (RtmpServer server = PrintingServer.start(ANY_PORT, printer)) {
            assertEquals(Optional.empty(), TonePublisher.publish(url(server), SECOND, false));
            while (!out.toString(StandardCharsets.UTF_8).contains("closed")) {
                Thread.sleep(10);
            }
        }
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(printed.startsWith("codec G711"), printed);
        assertTrue(printed.contains("sound at 160, 160 bytes"), printed);
        assertEquals(FRAMES_IN_A_SECOND, printed.split("sound at", -1).length - 1);
    }

    @Test
    void tonePublisher_toTheRecorder_isInItsFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("live-tone.flv");
        try (RtmpServer server = FlvRecorder.start(ANY_PORT, folder)) {
            assertEquals(Optional.empty(), TonePublisher.publish(url(server), SECOND, false));
            while (FlvFile.read(file).units().size() < FRAMES_IN_A_SECOND) {
                Thread.sleep(10);
            }
        }
        FlvFile recorded = FlvFile.read(file);
        assertEquals(FRAMES_IN_A_SECOND, recorded.units().size());
        assertEquals(160, recorded.units().getFirst().payload().length);
    }
}
