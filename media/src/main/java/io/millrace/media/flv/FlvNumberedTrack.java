package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;

/**
 * A track as it is written beside others of its kind: the first, number 0, as if it were alone, the
 * others in multitrack bodies of one track (enhanced RTMP 2, "Multitrack Streaming via Enhanced
 * RTMP"), which only peers read that say so.
 *
 * @param number among the tracks of its kind, below {@link #MOST}
 * @param exact with what a timestamp of milliseconds leaves out, as an offset in nanoseconds (ModEx
 *     TimestampOffsetNano), which only peers heed that say so; the presentation time is then exact.
 *     Codecs without FourCC have no place for it
 */
public record FlvNumberedTrack(Track track, int number, boolean exact) {
    /** Tracks of a kind. */
    public static final int MOST = FlvMultitrack.MAX_TRACKS;

    /** Bytes that {@link #writeHeader} writes at most. */
    public static final int MAX_HEADER_BYTES = 16;

    private static final int NANOS_A_MILLI = 1_000_000;

    /** One with timestamps of whole milliseconds. */
    public FlvNumberedTrack(Track track, int number) {
        this(track, number, false);
    }

    /** Whether a format can have another number than 0: it must have a FourCC. */
    public static boolean canBeNumbered(Format format) {
        return FlvCodec.mapping(format).flatMap(FlvMapping::named).isPresent();
    }

    /** The time of a unit's message in milliseconds; not wrapped. */
    public long timestampMillis(Unit unit) {
        return isByFourCc() && exact
                ? Math.floorDiv(nanos(unit.dtsTicks()), NANOS_A_MILLI)
                : FlvMuxer.timestampMillis(track, unit);
    }

    /** Bytes of a unit's message at most. */
    public long maxBodySize(Unit unit) {
        return (long) MAX_HEADER_BYTES + unit.sizeBytes();
    }

    /** Writes the body of a sequence header; nothing if the codec has none. */
    public void writeConfiguration(ByteBuf out) {
        if (!isByFourCc()) {
            FlvMuxer.writeConfiguration(track.format(), out);
            return;
        }
        byte[] record = FlvMuxer.configuration(track.format());
        if (record.length > 0) {
            writeHead(true, new FlvBody.Modifiers(FlvVideoParser.EX_SEQUENCE_START, 0), out);
            out.writeBytes(record);
        }
    }

    /** Writes what stands before the payload in the body of a unit's message. */
    public void writeHeader(Unit unit, ByteBuf out) {
        if (!isByFourCc()) {
            FlvMuxer.writeHeader(track, unit, out);
            return;
        }
        int offset = exact ? Math.floorMod(nanos(unit.ptsTicks()), NANOS_A_MILLI) : 0;
        FlvBody.Modifiers modifiers = new FlvBody.Modifiers(FlvVideoParser.EX_CODED_FRAMES, offset);
        FlvCodec codec = writeHead(unit.randomAccess(), modifiers, out);
        if (codec.hasCompositionTime()) {
            out.writeMedium(compositionMillis(unit));
        }
    }

    /** To the exact presentation time, less the offset, where there is one. */
    private int compositionMillis(Unit unit) {
        return exact
                ? (int)
                        (Math.floorDiv(nanos(unit.ptsTicks()), NANOS_A_MILLI)
                                - timestampMillis(unit))
                : FlvMuxer.compositionMillis(unit, track.clockRate());
    }

    private long nanos(long ticks) {
        return Ticks.convertNearest(ticks, track.clockRate(), 1_000 * NANOS_A_MILLI);
    }

    /** Else in the old form, or in that of a codec's own mapping. */
    private boolean isByFourCc() {
        return (number > 0 || exact) && canBeNumbered(track.format());
    }

    /** Start and coded frames have the same numbers in video and audio. */
    private FlvCodec writeHead(boolean key, FlvBody.Modifiers modifiers, ByteBuf out) {
        FlvCodec codec = FlvCodec.mapping(track.format()).flatMap(FlvMapping::named).orElseThrow();
        int frameType = key ? FlvVideoParser.FRAME_KEY : FlvVideoParser.FRAME_INTER;
        boolean video = track.kind() == MediaKind.VIDEO;
        int flags =
                video ? FlvVideoParser.ENHANCED | frameType << 4 : FlvAudioTag.FORMAT_ENHANCED << 4;
        if (number == 0) {
            FlvBody.writeHead(flags, modifiers, out);
            out.writeInt(codec.fourCc());
            return codec;
        }
        int multitrack = video ? FlvMultitrack.VIDEO_MULTITRACK : FlvMultitrack.AUDIO_MULTITRACK;
        FlvBody.writeHead(flags, new FlvBody.Modifiers(multitrack, modifiers.offsetNanos()), out);
        out.writeByte(FlvMultitrack.ONE_TRACK << 4 | modifiers.packetType());
        out.writeInt(codec.fourCc());
        out.writeByte(number);
        return codec;
    }
}
