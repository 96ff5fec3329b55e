package io.millrace.benchmarks;

import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many publishers of 64 kbit/s by RTSP in one thread, each on a path of its own: 5 pictures a
 * second of one packet each, a key picture every two seconds.
 */
final class QuietPublishers implements AutoCloseable {
    static final int PICTURES_A_SECOND = 5;
    static final int PACKET_BYTES = 1_600;
    private static final int GOP = 10;
    private static final int TICKS = 90_000 / PICTURES_A_SECOND;
    private static final int OPENERS = 4;

    /** Constrained baseline, 1280x720, 4 bits of frame_num, picture order type 2. */
    private static final byte[] SPS =
            HexFormat.of().parseHex("6742c01fda014016ec0440000003004000000c83c60ca8");

    private static final byte[] PPS = HexFormat.of().parseHex("68ce0fc8");

    private final int port;
    private final List<Camera> cameras = new ArrayList<>();
    private volatile boolean closed;
    private volatile int ended;

    /** One publisher, and how many pictures it has sent. */
    private static final class Camera {
        private final RtspClient client;
        private int sent;

        Camera(RtspClient client) {
            this.client = client;
        }
    }

    QuietPublishers(int port) {
        this.port = port;
        Thread.ofPlatform().daemon().name("quiet publishers").start(this::run);
    }

    static String path(int number) {
        return "bench/quiet/" + number;
    }

    int count() {
        synchronized (cameras) {
            return cameras.size();
        }
    }

    /** Those that the server ended. */
    int ended() {
        return ended;
    }

    /**
     * Adds publishers up to {@code count}; how long each one took to be let in, in milliseconds.
     */
    double[] growTo(int count) throws IOException, InterruptedException {
        List<Future<Double>> opening = new ArrayList<>();
        try (ExecutorService openers = Executors.newFixedThreadPool(OPENERS)) {
            for (int number = count(); number < count; number++) {
                String path = path(number);
                opening.add(openers.submit(() -> open(path)));
            }
        }
        double[] millis = new double[opening.size()];
        for (int index = 0; index < millis.length; index++) {
            try {
                millis[index] = opening.get(index).get();
            } catch (ExecutionException refused) {
                throw new IOException("path " + index + " of the new ones", refused.getCause());
            }
        }
        return millis;
    }

    private double open(String path) throws IOException {
        long begin = System.nanoTime();
        RtspClient client = new RtspClient(port, path);
        client.publish(description());
        synchronized (cameras) {
            cameras.add(new Camera(client));
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private void run() {
        long begin = System.nanoTime();
        try {
            for (long round = 0; !closed; round++) {
                long roundNanos = 1_000_000_000L / PICTURES_A_SECOND;
                List<Camera> now;
                synchronized (cameras) {
                    now = List.copyOf(cameras);
                }
                for (int index = 0; index < now.size() && !closed; index++) {
                    long due = begin + roundNanos * round + roundNanos * index / now.size();
                    Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
                    send(now.get(index));
                }
                Thread.sleep(
                        Math.max(
                                0,
                                (begin + roundNanos * (round + 1) - System.nanoTime())
                                        / 1_000_000));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Camera camera) {
        int number = camera.sent++;
        ByteBuffer out = ByteBuffer.allocate(4 + 12 + PACKET_BYTES);
        out.put((byte) '$').put((byte) 0).putShort((short) (12 + PACKET_BYTES));
        out.put((byte) 0x80).put((byte) (0x80 | 96)).putShort((short) number);
        out.putInt(number * TICKS).putInt(0x1234);
        int frame = number % GOP % 16;
        if (number % GOP == 0) {
            out.put((byte) 0x65).put((byte) 0x88).put((byte) (0x84 | (frame << 3)));
        } else {
            out.put((byte) 0x41).put((byte) (0x9A | (frame >> 3)));
            out.put((byte) (((frame & 7) << 5) | 0x15));
        }
        Arrays.fill(out.array(), out.position(), out.capacity(), (byte) 0xA5);
        try {
            camera.client.write(out.array(), out.capacity());
        } catch (IOException over) {
            synchronized (cameras) {
                cameras.remove(camera);
                ended++;
            }
        }
    }

    private static String description() {
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                "\r\n",
                "v=0",
                "o=- 0 0 IN IP4 127.0.0.1",
                "s=quiet",
                "c=IN IP4 127.0.0.1",
                "t=0 0",
                "m=video 0 RTP/AVP 96",
                "a=rtpmap:96 H264/90000",
                "a=fmtp:96 packetization-mode=1;sprop-parameter-sets="
                        + base64.encodeToString(SPS)
                        + ","
                        + base64.encodeToString(PPS),
                "a=control:streamid=0",
                "");
    }

    @Override
    public void close() throws IOException {
        closed = true;
        synchronized (cameras) {
            for (Camera camera : cameras) {
                camera.client.close();
            }
        }
    }
}
