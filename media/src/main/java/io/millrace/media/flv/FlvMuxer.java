package io.millrace.media.flv;

import io.millrace.media.AacFormat;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.mp4.AvcDecoderConfiguration;
import io.netty.buffer.ByteBuf;

/**
 * Writes units and configurations as bodies of FLV tags and RTMP messages (E.4.2, E.4.3). Bodies
 * are pure functions of their units. The timestamp of a message is its unit's dts.
 */
public final class FlvMuxer {
    /** Bytes before an access unit in a video body. */
    public static final int VIDEO_HEADER_SIZE = 5;

    /** Bytes before an access unit in an audio body. */
    public static final int AUDIO_HEADER_SIZE = 2;

    private static final int MILLIS = 1000;

    /** AAC, 44 kHz, 16 bits, stereo: what E.4.2.1 asks for whatever the audio really is. */
    private static final int AAC_HEADER = FlvAudioTag.FORMAT_AAC << 4 | 0xF;

    private FlvMuxer() {}

    /** Tag and RTMP message type of a format's units. */
    public static int messageType(Format format) {
        return switch (format) {
            case H264Format _ -> FlvTagHeader.VIDEO;
            case AacFormat _ -> FlvTagHeader.AUDIO;
        };
    }

    /** The time of a unit's tag or message in milliseconds, to the nearest; not wrapped. */
    public static long timestampMillis(Track track, Unit unit) {
        return millis(unit.dtsTicks(), track.clockRate());
    }

    /** Writes the body of a sequence header. */
    public static void writeConfiguration(Format format, ByteBuf out) {
        switch (format) {
            case H264Format h264 -> {
                writeVideoHeader(true, FlvVideoParser.AVC_SEQUENCE_HEADER, 0, out);
                AvcDecoderConfiguration.write(h264, out);
            }
            case AacFormat aac -> {
                out.writeByte(AAC_HEADER);
                out.writeByte(FlvAudioTag.AAC_SEQUENCE_HEADER);
                out.writeBytes(aac.audioSpecificConfig().toByteArray());
            }
        }
    }

    /** Bytes that {@link #writeUnit} writes. */
    public static int bodySize(Track track, Unit unit) {
        return headerSize(track.format()) + unit.sizeBytes();
    }

    /** Writes the body of a unit's message. */
    public static void writeUnit(Track track, Unit unit, ByteBuf out) {
        writeHeader(track, unit, out);
        out.writeBytes(unit.payload());
    }

    /** Writes what stands before the payload in the body of a unit's message. */
    public static void writeHeader(Track track, Unit unit, ByteBuf out) {
        switch (track.format()) {
            case H264Format format -> {
                long composition =
                        millis(unit.ptsTicks(), format.clockRate())
                                - millis(unit.dtsTicks(), format.clockRate());
                writeVideoHeader(
                        unit.randomAccess(), FlvVideoParser.AVC_NAL_UNITS, composition, out);
            }
            case AacFormat _ -> {
                out.writeByte(AAC_HEADER);
                out.writeByte(FlvAudioTag.AAC_RAW);
            }
        }
    }

    /** Bytes that {@link #writeHeader} writes. */
    public static int headerSize(Format format) {
        return switch (format) {
            case H264Format _ -> VIDEO_HEADER_SIZE;
            case AacFormat _ -> AUDIO_HEADER_SIZE;
        };
    }

    private static void writeVideoHeader(
            boolean key, int packetType, long compositionMillis, ByteBuf out) {
        int frameType = key ? FlvVideoParser.FRAME_KEY : FlvVideoParser.FRAME_INTER;
        out.writeByte(frameType << 4 | FlvVideoParser.CODEC_AVC);
        out.writeByte(packetType);
        out.writeMedium((int) compositionMillis);
    }

    private static long millis(long ticks, int clockRate) {
        return Ticks.convertNearest(ticks, clockRate, MILLIS);
    }
}
