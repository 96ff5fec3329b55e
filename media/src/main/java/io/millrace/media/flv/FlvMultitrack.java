package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes bodies that hold several tracks apart (enhanced RTMP 2, "Multitrack Streaming via Enhanced
 * RTMP"): into one body for each, as if it were alone.
 */
final class FlvMultitrack {
    /** Track id of what is in no multitrack body. */
    static final int DEFAULT_TRACK = 0;

    static final int AUDIO_MULTITRACK = 5;
    static final int VIDEO_MULTITRACK = 6;
    private static final int COMMAND_FRAME = 5;

    static final int ONE_TRACK = 0;
    private static final int MANY_TRACKS = 1;
    private static final int MANY_TRACKS_MANY_CODECS = 2;
    static final int MAX_TRACKS = 16;

    private FlvMultitrack() {}

    /**
     * One track's part.
     *
     * @param body borrowed as the whole one is, or a copy
     */
    record Part(int trackId, ByteBuf body) {}

    /** The parts of a video body. */
    static List<Part> ofVideo(ByteBuf body) throws MalformedMediaException {
        int header = body.isReadable() ? body.getUnsignedByte(body.readerIndex()) : 0;
        boolean enhanced = (header & FlvVideoParser.ENHANCED) != 0;
        boolean command = (header >> 4 & 7) == COMMAND_FRAME;
        return enhanced && !command ? split(body, VIDEO_MULTITRACK) : whole(body);
    }

    /** The parts of an audio body. */
    static List<Part> ofAudio(ByteBuf body) throws MalformedMediaException {
        int header = body.isReadable() ? body.getUnsignedByte(body.readerIndex()) : 0;
        boolean enhanced = header >> 4 == FlvAudioTag.FORMAT_ENHANCED;
        return enhanced ? split(body, AUDIO_MULTITRACK) : whole(body);
    }

    private static List<Part> whole(ByteBuf body) {
        return List.of(new Part(DEFAULT_TRACK, body));
    }

    private static List<Part> split(ByteBuf body, int multitrack) throws MalformedMediaException {
        ByteBuf in = body.slice();
        int header = in.readUnsignedByte();
        FlvBody.Modifiers modifiers = FlvBody.modifiers(in, header & 0xF);
        if (modifiers.packetType() != multitrack) {
            return whole(body);
        }
        FlvBody.require(in, 1, "multitrack type");
        int types = in.readUnsignedByte();
        int kind = types >> 4;
        if (kind > MANY_TRACKS_MANY_CODECS) {
            throw new MalformedMediaException("FLV: multitrack type " + kind);
        }
        int common = kind == MANY_TRACKS_MANY_CODECS ? 0 : fourCc(in);
        FlvBody.Modifiers inner = new FlvBody.Modifiers(types & 0xF, modifiers.offsetNanos());
        List<Part> parts = new ArrayList<>();
        do {
            int fourCc = kind == MANY_TRACKS_MANY_CODECS ? fourCc(in) : common;
            FlvBody.require(in, kind == ONE_TRACK ? 1 : 4, "track id and size");
            int trackId = in.readUnsignedByte();
            int size = kind == ONE_TRACK ? in.readableBytes() : in.readUnsignedMedium();
            FlvBody.require(in, size, "track of a multitrack body");
            if (parts.size() == MAX_TRACKS || trackId >= MAX_TRACKS) {
                throw new MalformedMediaException("FLV: more than " + MAX_TRACKS + " tracks");
            }
            parts.add(new Part(trackId, alone(header, inner, fourCc, in.readSlice(size))));
        } while (kind >= MANY_TRACKS && in.isReadable());
        return parts;
    }

    private static int fourCc(ByteBuf in) throws MalformedMediaException {
        FlvBody.require(in, 4, "FourCC of a track");
        return in.readInt();
    }

    private static ByteBuf alone(
            int header, FlvBody.Modifiers modifiers, int fourCc, ByteBuf data) {
        ByteBuf out = Unpooled.buffer(16 + data.readableBytes());
        FlvBody.writeHead(header & 0xF0, modifiers, out);
        return out.writeInt(fourCc).writeBytes(data);
    }
}
