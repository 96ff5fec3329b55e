package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.client.H264Collector;
import io.millrace.testkit.client.H264Picture;
import io.millrace.testkit.client.RtmpClient;
import io.millrace.testkit.client.RtpPacket;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a path of H.264, perhaps with B pictures, and notes every timestamp that does not go
 * onward: a decoding time (RTMP) or an audio time not later than the one before, a key picture
 * shown before any picture that came before it, a picture shown before the key picture that it
 * follows. Source after source may publish the path.
 */
final class OnwardReader implements AutoCloseable {
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private final String name;
    private final Feed feed;
    private final List<String> problems = new ArrayList<>();
    private final Map<Integer, Long> newest = new HashMap<>();
    private long newestShown = Long.MIN_VALUE;
    private long keyShown = Long.MIN_VALUE;
    private int keys;
    private Optional<String> end = Optional.empty();

    /** What comes by one protocol; blocks. */
    private interface Feed extends AutoCloseable {
        void next(OnwardReader reader) throws IOException;

        @Override
        void close() throws IOException;
    }

    private OnwardReader(String name, Feed feed) {
        this.name = name;
        this.feed = feed;
        Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    static OnwardReader rtsp(int port, String path) throws IOException {
        RtspClient client = new RtspClient(port, path);
        client.play();
        return new OnwardReader("RTSP reader of " + path, new RtspFeed(client));
    }

    static OnwardReader rtmp(int port, String path) throws IOException {
        RtmpClient client = new RtmpClient(port);
        client.play(path);
        return new OnwardReader("RTMP reader of " + path, new RtmpFeed(client));
    }

    private void run() {
        try {
            while (true) {
                feed.next(this);
            }
        } catch (IOException ended) {
            synchronized (this) {
                end = Optional.of(ended.toString());
                notifyAll();
            }
        }
    }

    /** A time that never comes twice. */
    private synchronized void onward(int track, long ticks) {
        Long before = newest.put(track, ticks);
        if (before != null && ticks <= before) {
            problems.add("track " + track + ": " + ticks + " after " + before);
        }
    }

    private synchronized void shown(boolean key, long ticks) {
        if (key) {
            keys++;
            if (ticks <= newestShown) {
                problems.add("key picture at " + ticks + " after one at " + newestShown);
            }
            keyShown = ticks;
        } else if (ticks <= keyShown) {
            problems.add("picture at " + ticks + " after the key picture at " + keyShown);
        }
        newestShown = Math.max(newestShown, ticks);
        notifyAll();
    }

    /** Waits for so many more key pictures. */
    synchronized void awaitKeys(int more) throws InterruptedException {
        int wanted = keys + more;
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (keys < wanted && end.isEmpty() && System.nanoTime() < deadline) {
            wait(1_000);
        }
        assertTrue(keys >= wanted, () -> name + ": " + keys + " of " + wanted + " " + end);
    }

    synchronized void assertOnward() {
        assertEquals(List.of(), problems, name);
        assertEquals(Optional.empty(), end, name);
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }

    private static final class RtspFeed implements Feed {
        private final RtspClient client;
        private final H264Collector collector = new H264Collector();
        private final Map<Integer, Long> times = new HashMap<>();

        RtspFeed(RtspClient client) {
            this.client = client;
        }

        @Override
        public void next(OnwardReader reader) throws IOException {
            RtspClient.Block block = client.readBlock();
            if (block.channel() % 2 != 0) {
                return;
            }
            RtpPacket packet = RtpPacket.parse(block.payload());
            long before = times.getOrDefault(block.channel(), packet.timestamp());
            long ticks = before + ((int) packet.timestamp() - (int) before); // 32 bits, on and on
            times.put(block.channel(), ticks);
            if (block.channel() == 0) {
                Optional<H264Picture> picture = collector.add(packet);
                picture.ifPresent(its -> reader.shown(its.isKey(), ticks));
            } else if (packet.marker()) {
                reader.onward(block.channel(), ticks);
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    private static final class RtmpFeed implements Feed {
        private final RtmpClient client;

        RtmpFeed(RtmpClient client) {
            this.client = client;
        }

        @Override
        public void next(OnwardReader reader) throws IOException {
            RtmpClient.Message message = client.read();
            byte[] tag = message.payload();
            if (message.type() == RtmpClient.VIDEO && tag.length > 5 && tag[1] == 1) {
                int composition =
                        (tag[2] << 16) | ((tag[3] & 0xFF) << 8) | (tag[4] & 0xFF); // signed
                boolean key = H264Picture.ofLengthPrefixed(tag, 5).isKey();
                reader.onward(RtmpClient.VIDEO, message.timestampMillis());
                reader.shown(key, message.timestampMillis() + composition);
            } else if (message.type() == RtmpClient.AUDIO && tag.length > 2 && tag[1] == 1) {
                reader.onward(RtmpClient.AUDIO, message.timestampMillis());
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }
}
