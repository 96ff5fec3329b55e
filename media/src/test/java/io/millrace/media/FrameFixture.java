package io.millrace.media;

import io.millrace.media.av1.Av1TemporalUnit;
import io.millrace.media.av1.Obu;
import io.millrace.media.vp8.Vp8Frame;
import io.millrace.media.vp9.Vp9Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Four pictures of 192x108 in each codec that describes itself, encoded by ffmpeg. */
public record FrameFixture(Format format, List<Unit> units) {
    private static final int IVF_HEADER = 32;
    private static final int IVF_FRAME_HEADER = 12;
    private static final int FRAME_TICKS = 3_600;

    public static List<FrameFixture> all() throws MalformedMediaException {
        return List.of(av1(), vp9(), vp8());
    }

    public static FrameFixture vp9() throws MalformedMediaException {
        List<byte[]> frames = ivf("frames.vp9.ivf");
        List<Unit> units = new ArrayList<>();
        for (byte[] frame : frames) {
            units.add(unit(units.size(), Vp9Frame.parse(frame).keyFrame(), frame));
        }
        return new FrameFixture(
                Vp9Frame.parse(frames.getFirst()).format().orElseThrow(), List.copyOf(units));
    }

    public static FrameFixture vp8() throws MalformedMediaException {
        List<byte[]> frames = ivf("frames.vp8.ivf");
        List<Unit> units = new ArrayList<>();
        for (byte[] frame : frames) {
            units.add(unit(units.size(), Vp8Frame.parse(frame).keyFrame(), frame));
        }
        return new FrameFixture(
                Vp8Frame.parse(frames.getFirst()).format().orElseThrow(), List.copyOf(units));
    }

    public static FrameFixture av1() throws MalformedMediaException {
        List<byte[]> received = temporalUnits();
        List<Unit> units = new ArrayList<>();
        for (byte[] data : received) {
            Av1TemporalUnit unit = Av1TemporalUnit.parse(data);
            units.add(unit(units.size(), unit.randomAccess(), unit.payload()));
        }
        return new FrameFixture(
                Av1TemporalUnit.parse(received.getFirst()).format().orElseThrow(),
                List.copyOf(units));
    }

    /** Of AV1, with delimiters. */
    public static List<byte[]> temporalUnits() throws MalformedMediaException {
        byte[] data = CodecFixture.bytes("frames.obu");
        List<byte[]> units = new ArrayList<>();
        int begin = 0;
        for (Obu obu : Obu.all(data)) {
            if (obu.type() == Obu.TEMPORAL_DELIMITER && obu.offset() > begin) {
                units.add(Arrays.copyOfRange(data, begin, obu.offset()));
                begin = obu.offset();
            }
        }
        units.add(Arrays.copyOfRange(data, begin, data.length));
        return units;
    }

    private static Unit unit(int number, boolean key, byte[] payload) {
        long ticks = (long) number * FRAME_TICKS;
        return new Unit(0, ticks, ticks, 0, key, payload);
    }

    private static List<byte[]> ivf(String name) {
        byte[] data = CodecFixture.bytes(name);
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> frames = new ArrayList<>();
        int at = IVF_HEADER;
        while (at < data.length) {
            int begin = at + IVF_FRAME_HEADER;
            int end = begin + in.getInt(at);
            frames.add(Arrays.copyOfRange(data, begin, end));
            at = end;
        }
        return frames;
    }

    @Override
    public String toString() {
        return format.codec();
    }
}
