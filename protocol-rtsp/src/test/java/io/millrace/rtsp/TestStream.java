package io.millrace.rtsp;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Pictures and audio frames of known content, and the ways to publish them. */
final class TestStream {
    static final H264Format VIDEO =
            new H264Format(
                    List.of(Bytes.ofHex("6742c00bda02802dd0800000030080000019478c195c")),
                    List.of(Bytes.ofHex("68ce0fc8")));
    static final AacFormat AUDIO = new AacFormat(Bytes.ofHex("1190"), 48_000, 2);
    static final List<Track> BOTH = List.of(new Track(0, VIDEO), new Track(1, AUDIO));
    static final int PICTURE_TICKS = 3_600;

    private TestStream() {}

    static String sdp() {
        return SessionDescription.of("test", BOTH).toText();
    }

    /** A picture whose NAL unit holds its number. */
    static Unit picture(int number, boolean key, int size) {
        ByteBuffer payload = ByteBuffer.allocate(4 + size);
        payload.putInt(size).put((byte) (key ? 0x65 : 0x41)).put((byte) 0x88).putInt(number);
        long ticks = (long) number * PICTURE_TICKS;
        return new Unit(0, ticks, ticks, 1, key, payload.array());
    }

    static Unit audio(int number) {
        long ticks = number * 1_024L;
        byte[] payload = ByteBuffer.allocate(40).putInt(number).array();
        return new Unit(1, ticks, ticks, 1, true, payload);
    }

    static Publisher publisher(RtspRig rig, String path) throws Exception {
        return rig.publishing
                .publish(PublishRequest.internal(new PathName(path), "test", BOTH), _ -> {})
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }
}
