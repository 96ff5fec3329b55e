package io.millrace.systemtests;

import io.millrace.testkit.client.H264Collector;
import io.millrace.testkit.client.H264Picture;
import io.millrace.testkit.client.RtmpClient;
import io.millrace.testkit.client.RtpPacket;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.util.Optional;

/** The pictures that a light reader gets, without ffmpeg's probing before the first one. */
interface LivePictures extends AutoCloseable {
    /** Blocks until the next picture is complete. */
    H264Picture next() throws IOException;

    @Override
    void close() throws IOException;

    static LivePictures rtsp(int port, String path) throws IOException {
        RtspClient client = new RtspClient(port, path);
        client.play();
        return new LivePictures() {
            private final H264Collector collector = new H264Collector();

            @Override
            public H264Picture next() throws IOException {
                while (true) {
                    RtspClient.Block block = client.readBlock();
                    if (block.channel() == 0) {
                        Optional<H264Picture> picture =
                                collector.add(RtpPacket.parse(block.payload()));
                        if (picture.isPresent()) {
                            return picture.get();
                        }
                    }
                }
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }

    static LivePictures rtmp(int port, String path) throws IOException {
        RtmpClient client = new RtmpClient(port);
        client.play(path);
        return new LivePictures() {
            @Override
            public H264Picture next() throws IOException {
                while (true) {
                    RtmpClient.Message message = client.read();
                    byte[] tag = message.payload();
                    // An FLV video tag: frame type and codec, AVC packet type 1, composition time.
                    if (message.type() == RtmpClient.VIDEO && tag.length > 5 && tag[1] == 1) {
                        return H264Picture.ofLengthPrefixed(tag, 5);
                    }
                }
            }

            @Override
            public void close() throws IOException {
                client.close();
            }
        };
    }
}
