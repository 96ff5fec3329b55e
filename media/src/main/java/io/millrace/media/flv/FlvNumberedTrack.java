package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;

/**
 * A track as it is written beside others of its kind: the first, number 0, as if it were alone, the
 * others in multitrack bodies of one track (enhanced RTMP 2, "Multitrack Streaming via Enhanced
 * RTMP"), which only peers read that say so.
 *
 * @param number among the tracks of its kind, below {@link #MOST}
 */
public record FlvNumberedTrack(Track track, int number) {
    /** Tracks of a kind. */
    public static final int MOST = FlvMultitrack.MAX_TRACKS;

    /** Bytes that {@link #writeHeader} writes at most. */
    public static final int MAX_HEADER_BYTES = 16;

    /** Whether a format can have another number than 0: it must have a FourCC. */
    public static boolean canBeNumbered(Format format) {
        return FlvCodec.mapping(format).flatMap(FlvMapping::named).isPresent();
    }

    /** Writes the body of a sequence header; nothing if the codec has none. */
    public void writeConfiguration(ByteBuf out) {
        byte[] record = FlvMuxer.configuration(track.format());
        if (number == 0) {
            FlvMuxer.writeConfiguration(track.format(), out);
        } else if (record.length > 0) {
            writeHead(true, FlvVideoParser.EX_SEQUENCE_START, out);
            out.writeBytes(record);
        }
    }

    /** Writes what stands before the payload in the body of a unit's message. */
    public void writeHeader(Unit unit, ByteBuf out) {
        if (number == 0) {
            FlvMuxer.writeHeader(track, unit, out);
            return;
        }
        FlvCodec codec = writeHead(unit.randomAccess(), FlvVideoParser.EX_CODED_FRAMES, out);
        if (codec.hasCompositionTime()) {
            out.writeMedium(FlvMuxer.compositionMillis(unit, track.clockRate()));
        }
    }

    /** Start and coded frames have the same numbers in video and audio. */
    private FlvCodec writeHead(boolean key, int packetType, ByteBuf out) {
        FlvCodec codec =
                FlvCodec.mapping(track.format())
                        .flatMap(FlvMapping::named)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        track.format().codec() + " has no FourCC"));
        if (track.kind() == MediaKind.VIDEO) {
            int frameType = key ? FlvVideoParser.FRAME_KEY : FlvVideoParser.FRAME_INTER;
            out.writeByte(
                    FlvVideoParser.ENHANCED | frameType << 4 | FlvMultitrack.VIDEO_MULTITRACK);
        } else {
            out.writeByte(FlvAudioTag.FORMAT_ENHANCED << 4 | FlvMultitrack.AUDIO_MULTITRACK);
        }
        out.writeByte(FlvMultitrack.ONE_TRACK << 4 | packetType);
        out.writeInt(codec.fourCc());
        out.writeByte(number);
        return codec;
    }
}
