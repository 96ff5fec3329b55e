package io.millrace.srt.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.SrtRejectedException;
import io.millrace.srt.SrtServer;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Encryption;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExamplesTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Nothing is too late, however busy the machine is. */
    private static final SrtSettings SETTINGS =
            FileCaller.settings(1_000_000).withLatencyMillis(10_000);

    private static final int PACKETS = 2_500;

    private final byte[] stream = new byte[PACKETS * 188];
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private @TempDir Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void writeFile() throws Exception {
        new Random(1).nextBytes(stream);
        for (int packet = 0; packet < PACKETS; packet++) {
            stream[packet * 188] = 0x47;
        }
        file = Files.write(folder.resolve("stream.ts"), stream);
    }

    @Test
    void fileCaller_toAPushReceiver_arrivesWhole() throws Exception {
        try (PushReceiver receiver = new PushReceiver(ANY_PORT, out)) {
            FileCaller.send(receiver.address(), "", file, SETTINGS);
            receiver.awaitEnd();
            assertArrayEquals(stream, out.toByteArray());
        }
    }

    @Test
    void fileCaller_toThePrintingListener_isPrinted() throws Exception {
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        SrtSettings settings = SETTINGS.withEncryption(Encryption.of("correct horse", 16));
        try (SrtServer server = PrintingListener.start(ANY_PORT, "correct horse", print)) {
            FileCaller.send(server.localAddress(), "publish:cam1", file, settings);
            ExecutionException refused =
                    assertThrows(
                            ExecutionException.class,
                            () ->
                                    FileCaller.send(
                                            server.localAddress(), "read:cam1", file, settings));
            assertInstanceOf(SrtRejectedException.class, refused.getCause());
        }
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(printed.contains("publish:cam1: 1316 bytes"), printed);
    }

    @Test
    void pullingCaller_ofAListenerThatSends_getsTheStream() throws Exception {
        SrtConnectionHandler sender =
                new SrtConnectionHandler() {
                    @Override
                    public void onConnected(SrtConnection connection) {
                        connection.send(Unpooled.wrappedBuffer(stream));
                        connection.close();
                    }

                    @Override
                    public void onMessage(SrtConnection connection, ByteBuf message) {
                        message.release();
                    }

                    @Override
                    public void onClosed(SrtConnection connection, CloseReason reason) {}
                };
        try (SrtServer server =
                SrtServer.start(ANY_PORT, SETTINGS, request -> request.accept(SETTINGS, sender))) {
            PullingCaller.pull(server.localAddress(), "read:cam1", out);
            assertArrayEquals(stream, out.toByteArray());
        }
    }
}
