package io.millrace.srt;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Encryption;
import io.millrace.srt.wire.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Copies a file to SRT or SRT to a file, for trying peers by hand. Arguments: {@code listen|call
 * send|receive port file [streamid [passphrase]]}; {@code SRT_BYTES_PER_SECOND} paces the file.
 */
final class SrtTransmit {
    private SrtTransmit() {}

    /** Sends or receives until the peer is gone or the file at its end. */
    public static void main(String[] arguments) throws Exception {
        boolean listen = arguments[0].equals("listen");
        boolean send = arguments[1].equals("send");
        InetSocketAddress address =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[2]));
        Path file = Path.of(arguments[3]);
        String streamId = arguments.length > 4 ? arguments[4] : "";
        SrtSettings plain = SrtSettings.DEFAULT.withLatencyMillis(200).withLingerMillis(1_000);
        SrtSettings settings =
                arguments.length > 5
                        ? plain.withEncryption(Encryption.of(arguments[5], 16))
                        : plain;
        CountDownLatch done = new CountDownLatch(1);
        try (OutputStream out =
                send ? OutputStream.nullOutputStream() : Files.newOutputStream(file)) {
            Copy copy = new Copy(send, file, out, done);
            if (listen) {
                try (SrtServer _ =
                        SrtServer.start(
                                address,
                                settings,
                                request -> decide(request, streamId, settings, copy))) {
                    done.await();
                }
            } else {
                try (SrtClient client = new SrtClient()) {
                    client.connect(SrtClient.Target.of(address, streamId), settings, copy)
                            .toCompletableFuture()
                            .get();
                    done.await();
                }
            }
        }
    }

    private static void decide(
            SrtRequest request, String streamId, SrtSettings settings, Copy copy) {
        System.err.println("request '" + request.streamId() + "' of " + request.remoteAddress());
        if (streamId.isEmpty() || streamId.equals(request.streamId())) {
            request.accept(settings, copy);
        } else {
            request.reject(Rejection.NOT_FOUND);
        }
    }

    private record Copy(boolean send, Path file, OutputStream out, CountDownLatch done)
            implements SrtConnectionHandler {
        @Override
        public void onConnected(SrtConnection connection) {
            System.err.println("connected " + connection.negotiated());
            if (send) {
                Thread.ofVirtual().start(() -> sendFile(connection));
            }
        }

        private void sendFile(SrtConnection connection) {
            long bytesPerSecond =
                    Long.parseLong(System.getenv().getOrDefault("SRT_BYTES_PER_SECOND", "250000"));
            try (InputStream in = Files.newInputStream(file)) {
                long start = System.nanoTime();
                long sent = 0;
                for (byte[] part = in.readNBytes(13_160);
                        part.length > 0;
                        part = in.readNBytes(13_160)) {
                    connection.send(Unpooled.wrappedBuffer(part));
                    sent += part.length;
                    long ahead =
                            sent * 1_000_000_000L / bytesPerSecond - (System.nanoTime() - start);
                    Thread.sleep(Math.max(0, ahead / 1_000_000));
                }
                Thread.sleep(500);
                System.err.println(connection.statistics().toCompletableFuture().join());
                connection.close();
            } catch (IOException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            try {
                message.readBytes(out, message.readableBytes());
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            } finally {
                message.release();
            }
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            System.err.println("closed " + reason);
            connection.statistics().whenComplete((statistics, _) -> System.err.println(statistics));
            done.countDown();
        }
    }
}
