package io.millrace.systemtests;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.srt.SrtPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Gives a clip as MPEG-TS, in real time, to a program that sends what it is given. */
final class TsFeed implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);

    private final SrtPeer peer;
    private final ChildProcess sender;
    private final byte[] transportStream;
    private final long lengthMillis;
    private final Thread thread;
    private volatile boolean stopped;

    private TsFeed(SrtPeer peer, ChildProcess sender, byte[] transportStream, Clip clip) {
        this.peer = peer;
        this.sender = sender;
        this.transportStream = transportStream;
        this.lengthMillis = clip.length().toMillis();
        this.thread = Thread.ofVirtual().start(this::run);
    }

    static TsFeed start(SrtPeer peer, ChildProcess sender, Clip clip, Path folder)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile(folder, "clip", ".ts");
        Ffmpeg.run(
                LIMIT,
                "-y",
                "-i",
                clip.file().toString(),
                "-c",
                "copy",
                "-f",
                "mpegts",
                file.toString());
        return new TsFeed(peer, sender, Files.readAllBytes(file), clip);
    }

    /** All that is sent, unless it is stopped before. */
    byte[] transportStream() {
        return transportStream.clone();
    }

    private void run() {
        try {
            peer.awaitConnected(sender, CONNECT_LIMIT);
            long begin = System.nanoTime();
            for (int from = 0;
                    from + SrtPeer.PACKET_BYTES <= transportStream.length && !stopped;
                    from += SrtPeer.PACKET_BYTES) {
                long dueMillis = from * lengthMillis / transportStream.length;
                long nowMillis = (System.nanoTime() - begin) / 1_000_000;
                Thread.sleep(Math.max(0, dueMillis - nowMillis));
                sender.input().write(transportStream, from, SrtPeer.PACKET_BYTES);
                sender.input().flush();
            }
        } catch (IOException e) {
            if (!stopped) {
                System.out.println(peer + " takes no more: " + e.getMessage());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped = true;
        sender.close();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
