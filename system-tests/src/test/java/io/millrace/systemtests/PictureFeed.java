package io.millrace.systemtests;

import io.millrace.systemtests.NumberedPictures.Label;
import io.millrace.testkit.client.H264Collector;
import io.millrace.testkit.client.H264Picture;
import io.millrace.testkit.client.RtmpClient;
import io.millrace.testkit.client.RtpPacket;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One reading of {@link NumberedPictures} by one protocol. Used by one thread. */
interface PictureFeed extends AutoCloseable {
    /** A picture, as soon as it is whole. */
    record Received(Label label, boolean key, long ticks, long atNanos) {}

    /** Waits for it. */
    Received next() throws IOException;

    /** From one picture to the next. */
    int ticks();

    /** What the server said last. */
    String said();

    @Override
    void close() throws IOException;

    static PictureFeed rtsp(int port, String path) throws IOException {
        return new RtspFeed(port, path);
    }

    static PictureFeed rtmp(int port, String path) throws IOException {
        return new RtmpFeed(port, path);
    }

    final class RtspFeed implements PictureFeed {
        private final RtspClient client;
        private final H264Collector collector = new H264Collector();
        private int sequence = -1;
        private long ticks;

        RtspFeed(int port, String path) throws IOException {
            this.client = new RtspClient(port, path);
            try {
                client.play();
            } catch (IOException e) {
                client.close();
                throw e;
            }
        }

        @Override
        public Received next() throws IOException {
            while (true) {
                RtspClient.Block block = client.readBlock();
                if (block.channel() == 0) {
                    RtpPacket packet = RtpPacket.parse(block.payload());
                    if (sequence >= 0 && packet.sequenceNumber() != ((sequence + 1) & 0xFFFF)) {
                        throw new IOException(
                                "packet " + packet.sequenceNumber() + " after " + sequence);
                    }
                    sequence = packet.sequenceNumber();
                    ticks += (int) packet.timestamp() - (int) ticks; // 32 bits, on and on
                    Optional<H264Picture> picture = collector.add(packet);
                    if (picture.isPresent()) {
                        return received(picture.get(), ticks);
                    }
                }
            }
        }

        @Override
        public int ticks() {
            return NumberedPictures.TICKS;
        }

        @Override
        public String said() {
            return "";
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    /** One that came now. */
    static Received received(H264Picture picture, long ticks) {
        return new Received(
                NumberedPictures.label(picture), picture.isKey(), ticks, System.nanoTime());
    }

    final class RtmpFeed implements PictureFeed {
        private final RtmpClient client;
        private volatile String said = "";

        RtmpFeed(int port, String path) throws IOException {
            this.client = new RtmpClient(port);
            client.play(path);
        }

        @Override
        public Received next() throws IOException {
            while (true) {
                RtmpClient.Message message = client.read();
                byte[] tag = message.payload();
                if (message.type() == RtmpClient.VIDEO && tag.length > 5 && tag[1] == 1) {
                    return received(
                            H264Picture.ofLengthPrefixed(tag, 5), message.timestampMillis());
                }
                String text = new String(tag, StandardCharsets.ISO_8859_1);
                if (text.contains("onStatus")) {
                    said = text;
                }
            }
        }

        @Override
        public int ticks() {
            return NumberedPictures.MILLIS;
        }

        @Override
        public String said() {
            return said;
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }
}
