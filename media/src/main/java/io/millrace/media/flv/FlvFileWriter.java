package io.millrace.media.flv;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Writes the parts of an FLV file (E.2 to E.4), or of an endless one. Stateless: bytes are a pure
 * function of tracks and units. Formats must be such as {@link FlvMuxer#canCarry} says.
 */
public final class FlvFileWriter {
    /** Bytes that {@link #unit} writes beside the body. */
    public static final int TAG_OVERHEAD = FlvTagHeader.SIZE + FlvTagHeader.BACK_POINTER_SIZE;

    private static final int SIGNATURE_AND_VERSION = 0x464C5601;
    private static final int HAS_VIDEO = 1;
    private static final int HAS_AUDIO = 4;
    private static final int HEADER_SIZE = 9;

    private FlvFileWriter() {}

    /** What a file begins with: its header and {@code onMetaData}. */
    public static void begin(List<Track> tracks, ByteBuf out) {
        int flags = 0;
        for (Track track : tracks) {
            flags |= track.kind() == MediaKind.VIDEO ? HAS_VIDEO : HAS_AUDIO;
        }
        out.writeInt(SIGNATURE_AND_VERSION).writeByte(flags).writeInt(HEADER_SIZE).writeInt(0);
        int at = beginTag(out);
        FlvMetadata.write(tracks, out);
        endTag(FlvTagHeader.SCRIPT_DATA, 0, at, out);
    }

    /** The codecs' sequence headers, before the first unit and where they change. */
    public static void configurations(List<Track> tracks, long timestampMillis, ByteBuf out) {
        for (Track track : tracks) {
            int at = beginTag(out);
            FlvMuxer.writeConfiguration(track.format(), out);
            if (out.writerIndex() == at + FlvTagHeader.SIZE) {
                out.writerIndex(at);
            } else {
                endTag(FlvMuxer.messageType(track.format()), timestampMillis, at, out);
            }
        }
    }

    /** One unit; decoded before the timeline's zero it is told at zero: FLV has no sign. */
    public static void unit(Track track, Unit unit, ByteBuf out) {
        int at = beginTag(out);
        FlvMuxer.writeUnit(track, unit, out);
        endTag(
                FlvMuxer.messageType(track.format()),
                Math.max(0, FlvMuxer.timestampMillis(track, unit)),
                at,
                out);
    }

    private static int beginTag(ByteBuf out) {
        int at = out.writerIndex();
        out.writeZero(FlvTagHeader.SIZE);
        return at;
    }

    private static void endTag(int type, long timestampMillis, int at, ByteBuf out) {
        int end = out.writerIndex();
        int size = end - at - FlvTagHeader.SIZE;
        out.writerIndex(at);
        new FlvTagHeader(type, size, timestampMillis).write(out);
        out.writerIndex(end);
        out.writeInt(FlvTagHeader.SIZE + size);
    }
}
