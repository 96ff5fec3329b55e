package io.millrace.media.mp4;

import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.cmaf.CmafFragment;
import io.millrace.media.cmaf.CmafHeader;
import io.millrace.media.cmaf.TrackSegment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** A segment of several fragments, as this project writes them. */
final class CmafSample {
    private static final int PICTURES = 12;
    private static final int TICKS = 3_600;

    private CmafSample() {}

    static Track track(int id) {
        return new Track(
                id,
                new H264Format(
                        List.of(Bytes.ofHex("6742c00bda02802dd0800000030080000019478c195c")),
                        List.of(Bytes.ofHex("68ce0fc8"))));
    }

    static List<Unit> units() {
        List<Unit> units = new ArrayList<>();
        for (int index = 0; index < PICTURES; index++) {
            long dts = 900_000L + (long) index * TICKS;
            boolean key = index == 0;
            byte[] payload = {0, 0, 0, 3, (byte) (key ? 0x65 : 0x41), (byte) 0x88, (byte) index};
            units.add(new Unit(0, dts + TICKS, dts, 0, key, payload));
        }
        return units;
    }

    static byte[] header() {
        return CmafHeader.of(track(0)).clone();
    }

    static byte[] segment() {
        ByteBuf out = Unpooled.buffer();
        CmafFragment.write(TrackSegment.of(track(0), units(), true, 10_480_000, 200), 7, out);
        return ByteBufUtil.getBytes(out);
    }
}
