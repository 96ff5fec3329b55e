package io.millrace.rtmp;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.flv.FlvDemuxer;
import io.millrace.media.flv.FlvMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Small H.264 and AAC of 25 pictures and 43 frames a second, as RTMP message bodies. */
public final class TestMedia {
    public static final Track VIDEO =
            new Track(
                    FlvDemuxer.VIDEO_TRACK,
                    new H264Format(
                            List.of(
                                    Bytes.ofHex(
                                            "6764000cacd941419f9f0110000003001000000303"
                                                    + "20f1429960")),
                            List.of(Bytes.ofHex("68ebe3cb22c0"))));
    public static final Track AUDIO = new Track(FlvDemuxer.AUDIO_TRACK, aac("1210"));

    private TestMedia() {}

    public static AacFormat aac(String configuration) {
        try {
            return AudioSpecificConfig.format(Bytes.ofHex(configuration));
        } catch (MalformedMediaException e) {
            throw new AssertionError(e);
        }
    }

    /** Picture {@code index}; every tenth is an IDR; {@code sizeBytes} of content. */
    public static Unit picture(int index, int sizeBytes) {
        boolean key = index % 10 == 0;
        ByteBuf payload = Unpooled.buffer();
        payload.writeInt(1 + sizeBytes).writeByte(key ? 0x65 : 0x41);
        for (int i = 0; i < sizeBytes; i++) {
            payload.writeByte(0x80 | ((index + i) & 0x7F));
        }
        long ticks = index * 3600L;
        return new Unit(VIDEO.id(), ticks + 3600, ticks, 0, key, ByteBufUtil.getBytes(payload));
    }

    public static Unit sound(int index) {
        byte[] data = {0x21, (byte) index, 0x10, 0x04};
        return new Unit(AUDIO.id(), index * 1024L, index * 1024L, 0, true, data);
    }

    public static byte[] configuration(Track track) {
        ByteBuf out = Unpooled.buffer();
        FlvMuxer.writeConfiguration(track.format(), out);
        return ByteBufUtil.getBytes(out);
    }

    public static byte[] body(Track track, Unit unit) {
        ByteBuf out = Unpooled.buffer();
        FlvMuxer.writeUnit(track, unit, out);
        return ByteBufUtil.getBytes(out);
    }
}
