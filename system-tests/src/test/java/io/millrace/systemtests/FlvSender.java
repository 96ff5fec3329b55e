package io.millrace.systemtests;

import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.client.RtmpClient;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Publishes a clip over RTMP in real time, with timestamps that begin where a test wants: ffmpeg
 * uses 31 bits of them only.
 */
final class FlvSender implements Publishers.Running, AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int FILE_HEADER_BYTES = 9 + 4;
    private static final int BACK_POINTER_BYTES = 4;

    private final RtmpClient client;
    private final byte[] file;
    private final long firstMillis;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile String end = "";

    private FlvSender(RtmpClient client, byte[] file, long firstMillis) {
        this.client = client;
        this.file = file;
        this.firstMillis = firstMillis;
        this.thread = Thread.ofPlatform().daemon().name("FLV sender").start(this::run);
    }

    /** Makes the file that {@link #start} sends. */
    static Path make(Clip clip, int seconds, Path folder) throws InterruptedException {
        Path flv = folder.resolve(clip + ".flv");
        Ffmpeg.run(
                LIMIT,
                "-y",
                "-i",
                clip.file().toString(),
                "-t",
                Integer.toString(seconds),
                "-c",
                "copy",
                "-f",
                "flv",
                flv.toString());
        return flv;
    }

    /** Begins; the low 32 bits of each timestamp are sent. */
    static FlvSender start(int port, String path, Path flv, long firstMillis) throws IOException {
        RtmpClient client = new RtmpClient(port);
        try {
            client.publish(path);
            return new FlvSender(client, Files.readAllBytes(flv), firstMillis);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private void run() {
        long begin = System.nanoTime();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
            in.skipNBytes(FILE_HEADER_BYTES);
            while (!stopped) {
                int type = in.readUnsignedByte();
                byte[] payload = new byte[medium(in)];
                long millis = medium(in) | (long) in.readUnsignedByte() << 24;
                in.skipNBytes(3);
                in.readFully(payload);
                in.skipNBytes(BACK_POINTER_BYTES);
                long dueNanos = begin + millis * 1_000_000;
                Thread.sleep(Math.max(0, (dueNanos - System.nanoTime()) / 1_000_000));
                if (type == RtmpClient.AUDIO || type == RtmpClient.VIDEO) {
                    client.write(type, (firstMillis + millis) & 0xFFFF_FFFFL, payload);
                }
            }
        } catch (EOFException _) {
            end = "all is sent";
        } catch (IOException e) {
            end = e.toString();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static int medium(DataInputStream in) throws IOException {
        return in.readUnsignedByte() << 16 | in.readUnsignedShort();
    }

    @Override
    public boolean isRunning() {
        return end.isEmpty();
    }

    @Override
    public String output() {
        return end;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        client.close();
        thread.interrupt();
    }
}
