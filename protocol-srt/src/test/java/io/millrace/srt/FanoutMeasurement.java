package io.millrace.srt;

import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Encryption;
import io.millrace.srt.crypto.CipherMode;
import io.millrace.srt.crypto.Passphrase;
import io.millrace.srt.crypto.SendKeys.KeySettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a reader costs the listener, measured by hand: processor time of its event loops per
 * megabyte that arrived, with 25 pictures a second for each reader. Arguments: {@code readers
 * seconds plain|ctr|gcm loops}.
 */
final class FanoutMeasurement {
    private static final int PICTURE_BYTES = 12_500 / 188 * 188;
    private static final int PERIOD_MILLIS = 40;
    private static final int WARM_UP_SECONDS = 8;

    private final LongAdder receivedBytes = new LongAdder();
    private final Map<EventExecutor, List<SrtConnection>> connections = new ConcurrentHashMap<>();
    private final Map<Long, Long> threads = new ConcurrentHashMap<>();

    private final IoEventLoopGroup loops;

    private FanoutMeasurement(IoEventLoopGroup loops) {
        this.loops = loops;
    }

    /** Measures once and prints one line. */
    public static void main(String[] arguments) throws Exception {
        int readers = Integer.parseInt(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        IoEventLoopGroup loops = Sockets.newLoops(Integer.parseInt(arguments[3]));
        try {
            new FanoutMeasurement(loops).run(readers, seconds, settings(arguments[2]));
        } finally {
            Sockets.shutDown(loops);
        }
    }

    private static SrtSettings settings(String mode) {
        SrtSettings plain = SrtSettings.DEFAULT.withLatencyMillis(120);
        return switch (mode) {
            case "plain" -> plain;
            case "ctr" -> plain.withEncryption(Encryption.of("correct horse", 16));
            case "gcm" ->
                    plain.withEncryption(
                            new Encryption(
                                    Optional.of(new Passphrase("correct horse")),
                                    KeySettings.ofBytes(16).withMode(CipherMode.AES_GCM)));
            default -> throw new IllegalArgumentException(mode);
        };
    }

    private void run(int readers, int seconds, SrtSettings settings) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (SrtServer server =
                        SrtServer.start(
                                any,
                                settings,
                                request -> request.accept(settings, new Source()),
                                Optional.of(loops));
                SrtClient client = new SrtClient()) {
            List<SrtConnection> calls = new ArrayList<>();
            for (int reader = 0; reader < readers; reader++) {
                calls.add(
                        client.connect(
                                        SrtClient.Target.of(server.localAddress(), "read:cam1"),
                                        settings,
                                        new Reader())
                                .toCompletableFuture()
                                .get(10, TimeUnit.SECONDS));
            }
            connections.forEach(this::startSending);
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            long bytes = receivedBytes.sum();
            long cpu = cpuMicros();
            TimeUnit.SECONDS.sleep(seconds);
            report(receivedBytes.sum() - bytes, cpuMicros() - cpu, readers * (double) seconds);
            long lost = 0;
            for (SrtConnection call : calls) {
                var statistics = call.statistics().toCompletableFuture().get();
                lost += statistics.pktRcvLoss();
            }
            System.out.println("packets reported lost: " + lost);
        }
    }

    private static void report(long bytes, long cpuMicros, double readerSeconds) {
        double expected = readerSeconds * PICTURE_BYTES * 1_000 / PERIOD_MILLIS;
        System.out.printf(
                "%.0f us of processor per MB, %.1f %% of the rate arrived%n",
                cpuMicros * 1e6 / bytes, bytes * 100 / expected);
    }

    private void startSending(EventExecutor loop, List<SrtConnection> members) {
        var _ =
                loop.scheduleAtFixedRate(
                        () -> sendPicture(members), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sendPicture(List<SrtConnection> members) {
        ByteBuf picture = PooledByteBufAllocator.DEFAULT.directBuffer(PICTURE_BYTES);
        picture.writeZero(PICTURE_BYTES);
        members.forEach(connection -> connection.send(picture.retainedDuplicate()));
        picture.release();
    }

    private long cpuMicros() {
        var beans = ManagementFactory.getThreadMXBean();
        return threads.keySet().stream().mapToLong(id -> beans.getThreadCpuTime(id) / 1_000).sum();
    }

    /** The listener's side. */
    private final class Source implements SrtConnectionHandler {
        @Override
        public void onConnected(SrtConnection connection) {
            threads.put(Thread.currentThread().threadId(), 0L);
            connections
                    .computeIfAbsent(connection.executor(), _ -> new CopyOnWriteArrayList<>())
                    .add(connection);
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {}
    }

    /** The caller's side. */
    private final class Reader implements SrtConnectionHandler {
        @Override
        public void onConnected(SrtConnection connection) {}

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            receivedBytes.add(message.readableBytes());
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {}
    }
}
