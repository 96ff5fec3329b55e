package io.millrace.stream;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.List;

/** Tracks and units that look like a camera's. */
public final class TestMedia {
    public static final Track VIDEO =
            new Track(0, new H264Format(List.of(Bytes.ofHex("6742")), List.of(Bytes.ofHex("68"))));
    public static final Track OTHER_VIDEO =
            new Track(0, new H264Format(List.of(Bytes.ofHex("6764")), List.of(Bytes.ofHex("68"))));
    public static final Track AUDIO = new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2));

    private TestMedia() {}

    public static Unit video(long millis, boolean randomAccess) {
        return video(millis, randomAccess, 100);
    }

    public static Unit video(long millis, boolean randomAccess, int bytes) {
        return new Unit(0, millis * 90, millis * 90, 0, randomAccess, new byte[bytes]);
    }

    public static Unit audio(long millis) {
        return new Unit(1, millis * 48, millis * 48, 0, true, new byte[10]);
    }
}
