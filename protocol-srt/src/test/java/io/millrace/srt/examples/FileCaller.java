package io.millrace.srt.examples;

import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Bandwidth;
import io.millrace.srt.core.SrtSettings.Buffers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Calls a listener and sends it a transport stream file, as fast as it may. */
final class FileCaller {
    private static final int PACKETS_OF_188_BYTES = 7;

    private FileCaller() {}

    /** Arguments: host, port, stream id, file, bytes per second. */
    public static void main(String[] arguments) throws Exception {
        send(
                new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])),
                arguments[2],
                Path.of(arguments[3]),
                settings(Long.parseLong(arguments[4])));
    }

    /**
     * What waits longer than a second is too late in live mode, so no more than a fifth of a second
     * waits here. Packets that were not acknowledged at the end get up to 3 seconds.
     */
    static SrtSettings settings(long bytesPerSecond) {
        int waiting = Math.clamp(bytesPerSecond / 5 / 1316, 8, 8192);
        return SrtSettings.DEFAULT
                .withBuffers(new Buffers(8192, 8192, 1316, waiting))
                .withLatencyMillis(200)
                .withLingerMillis(3_000)
                .withBandwidth(new Bandwidth(bytesPerSecond, 0, 25));
    }

    static void send(InetSocketAddress address, String streamId, Path file, SrtSettings settings)
            throws Exception {
        Sending sending = new Sending();
        try (SrtClient client = new SrtClient();
                InputStream in = Files.newInputStream(file)) {
            SrtConnection connection =
                    client.connect(SrtClient.Target.of(address, streamId), settings, sending)
                            .toCompletableFuture()
                            .get();
            copy(in, connection, sending);
            connection.close();
            sending.over.get();
        }
    }

    private static void copy(InputStream in, SrtConnection connection, Sending sending)
            throws IOException, InterruptedException {
        byte[] packets = in.readNBytes(PACKETS_OF_188_BYTES * 188);
        while (packets.length > 0 && !sending.over.isDone()) {
            sending.awaitWritable(connection);
            connection.send(Unpooled.wrappedBuffer(packets));
            packets = in.readNBytes(PACKETS_OF_188_BYTES * 188);
        }
    }

    /** Wakes the thread that reads the file when there is room for more. */
    private static final class Sending implements SrtConnectionHandler {
        final CompletableFuture<CloseReason> over = new CompletableFuture<>();

        synchronized void awaitWritable(SrtConnection connection) throws InterruptedException {
            while (!connection.isWritable() && !over.isDone()) {
                wait();
            }
        }

        @Override
        public void onConnected(SrtConnection connection) {}

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            message.release();
        }

        @Override
        public synchronized void onWritabilityChanged(SrtConnection connection, boolean writable) {
            notifyAll();
        }

        @Override
        public synchronized void onClosed(SrtConnection connection, CloseReason reason) {
            over.complete(reason);
            notifyAll();
        }
    }
}
