package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Writes units and configurations as bodies of FLV tags and RTMP messages (E.4.2, E.4.3). Bodies
 * are pure functions of their units. The timestamp of a message is its unit's dts. Formats must be
 * such as {@link #canCarry} says.
 */
public final class FlvMuxer {
    /** Bytes before an access unit in a video body. */
    public static final int VIDEO_HEADER_SIZE = 5;

    /** Bytes before an access unit in an audio body. */
    public static final int AUDIO_HEADER_SIZE = 2;

    /** The codecs of {@link #canCarry}, for people. */
    public static final List<String> CODECS = FlvCodec.names();

    private static final int MILLIS = 1000;

    private FlvMuxer() {}

    public static boolean canCarry(Format format) {
        return FlvCodec.mapping(format).filter(FlvMapping::isWritable).isPresent();
    }

    /** The FourCCs of enhanced RTMP that are read and written, of one kind. */
    public static List<String> fourCcs(MediaKind kind) {
        return FlvCodec.fourCcs(kind);
    }

    /** Tag and RTMP message type of a format's units. */
    public static int messageType(Format format) {
        return mapping(format).messageType();
    }

    /** What {@code onMetaData} says of a format: {@code videocodecid} or {@code audiocodecid}. */
    public static int codecId(Format format) {
        return mapping(format).codecId();
    }

    /** The time of a unit's tag or message in milliseconds, to the nearest; not wrapped. */
    public static long timestampMillis(Track track, Unit unit) {
        return millis(unit.dtsTicks(), track.clockRate());
    }

    /** Writes the body of a sequence header; nothing if the codec has none. */
    public static void writeConfiguration(Format format, ByteBuf out) {
        mapping(format).writeConfiguration(out);
    }

    /** The codec's record in a sequence header, without the header; empty if it has none. */
    public static byte[] configuration(Format format) {
        FlvMapping mapping = mapping(format);
        ByteBuf body = Unpooled.buffer();
        mapping.writeConfiguration(body);
        if (!body.isReadable()) {
            return new byte[0];
        }
        return FlvBody.rest(body.skipBytes(mapping.configurationHeaderSize()));
    }

    /** Bytes that {@link #writeUnit} writes. */
    public static int bodySize(Track track, Unit unit) {
        return headerSize(track.format()) + unit.sizeBytes();
    }

    /** Writes the body of a unit's message. */
    public static void writeUnit(Track track, Unit unit, ByteBuf out) {
        writeHeader(track, unit, out);
        out.writeBytes(payload(track, unit));
    }

    /** Writes what stands before the payload in the body of a unit's message. */
    public static void writeHeader(Track track, Unit unit, ByteBuf out) {
        mapping(track.format()).writeHeader(unit, out);
    }

    /** What stands behind the header: mostly the unit's own payload. Not to be written to. */
    public static byte[] payload(Track track, Unit unit) {
        return mapping(track.format()).payload(unit);
    }

    /** Bytes that {@link #writeHeader} writes. */
    public static int headerSize(Format format) {
        return mapping(format).headerSize();
    }

    static int compositionMillis(Unit unit, int clockRate) {
        return (int) (millis(unit.ptsTicks(), clockRate) - millis(unit.dtsTicks(), clockRate));
    }

    private static FlvMapping mapping(Format format) {
        return FlvCodec.mapping(format)
                .orElseThrow(() -> new IllegalArgumentException("FLV of " + format.codec()));
    }

    private static long millis(long ticks, int clockRate) {
        return Ticks.convertNearest(ticks, clockRate, MILLIS);
    }
}
