package io.millrace.benchmarks;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.srt.SrtLink;
import io.millrace.testkit.srt.SrtPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * libsrt at the same work: one {@code srt-live-transmit} for each reader, all fed with the clip as
 * MPEG-TS, a picture's time at once as a server has it. A thread of its own feeds.
 */
final class LibsrtSenders implements AutoCloseable {
    private static final int LATENCY_MILLIS = 120;
    private static final int KEY_BYTES = 16;
    private static final long SLICE_MILLIS = 40;
    private static final Duration MAKING_LIMIT = Duration.ofMinutes(1);

    private final List<ChildProcess> senders = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private volatile boolean stopped;
    private Thread feeder = new Thread(() -> {});

    /** Starts listeners, which wait for their reader. */
    static LibsrtSenders start(int count, String passphrase) {
        LibsrtSenders all = new LibsrtSenders();
        FreePorts free = new FreePorts();
        for (int i = 0; i < count; i++) {
            int port = free.next();
            SrtLink link = SrtLink.listens(port, LATENCY_MILLIS);
            all.ports.add(port);
            all.senders.add(
                    SrtPeer.LIVE_TRANSMIT.send(
                            passphrase.isEmpty()
                                    ? link
                                    : link.withPassphrase(passphrase, KEY_BYTES)));
        }
        return all;
    }

    List<Integer> ports() {
        return List.copyOf(ports);
    }

    List<Long> pids() {
        return senders.stream().map(ChildProcess::pid).toList();
    }

    /** The reference clip as MPEG-TS. */
    static byte[] transportStream() throws IOException, InterruptedException {
        Path file = Files.createTempFile("millrace-bench", ".ts");
        try {
            Ffmpeg.run(
                    MAKING_LIMIT,
                    "-y",
                    "-i",
                    Clip.REFERENCE.file().toString(),
                    "-c",
                    "copy",
                    "-f",
                    "mpegts",
                    file.toString());
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Begins to feed, in real time, again and again. */
    void feed(byte[] transportStream) {
        double bytesPerMilli = transportStream.length / (double) Clip.REFERENCE.length().toMillis();
        int slice = (int) (bytesPerMilli * SLICE_MILLIS);
        feeder =
                Thread.ofPlatform()
                        .daemon()
                        .name("libsrt feeder")
                        .start(() -> feed(transportStream, slice));
    }

    /** In whole packets: a slice's remainder goes with the next one. */
    private void feed(byte[] transportStream, int slice) {
        long begin = System.nanoTime();
        long sent = 0;
        try {
            for (long round = 1; !stopped; round++) {
                int length =
                        (int) (round * slice - sent) / SrtPeer.PACKET_BYTES * SrtPeer.PACKET_BYTES;
                byte[] part = part(transportStream, sent, length);
                for (ChildProcess sender : senders) {
                    sender.input().write(part);
                    sender.input().flush();
                }
                sent += length;
                long dueNanos = begin + round * SLICE_MILLIS * 1_000_000;
                Thread.sleep(Math.max(0, (dueNanos - System.nanoTime()) / 1_000_000));
            }
        } catch (IOException e) {
            if (!stopped) {
                System.err.println("srt-live-transmit takes no more: " + e.getMessage());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] part(byte[] whole, long from, int length) {
        byte[] part = new byte[length];
        for (int i = 0; i < length; i++) {
            part[i] = whole[(int) ((from + i) % whole.length)];
        }
        return part;
    }

    @Override
    public void close() {
        stopped = true;
        senders.forEach(ChildProcess::close);
        try {
            feeder.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
