package io.millrace.rtmp.carriage;

import io.millrace.media.AudioFormat;
import io.millrace.media.Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.PictureInfo;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfEcmaArray;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a peer must have before the first unit: {@code onMetaData} and the codecs' headers. */
public final class ReaderHeaders {
    private ReaderHeaders() {}

    /** To a player. */
    public static void write(MessageWriter out, List<Track> tracks, long timestampMillis) {
        // At any other time than 0, ffmpeg takes the metadata for a track of texts.
        out.data(
                MediaChunks.STREAM_ID,
                0,
                AmfValue.of("onMetaData"),
                new AmfEcmaArray(metadata(tracks)));
        tracks.forEach(track -> sequenceHeader(out, MediaChunks.STREAM_ID, track, timestampMillis));
    }

    /** To the server that we publish to, on the message stream that it gave. */
    public static void publish(
            MessageWriter out, int streamId, List<Track> tracks, long timestampMillis) {
        out.data(
                streamId,
                0,
                AmfValue.of("@setDataFrame"),
                AmfValue.of("onMetaData"),
                new AmfEcmaArray(metadata(tracks)));
        tracks.forEach(track -> sequenceHeader(out, streamId, track, timestampMillis));
    }

    private static void sequenceHeader(
            MessageWriter out, int streamId, Track track, long timestampMillis) {
        ByteBuf body = Unpooled.buffer(128);
        FlvMuxer.writeConfiguration(track.format(), body);
        if (!body.isReadable()) {
            return;
        }
        out.message(
                MediaChunks.chunkStreamId(track.format()),
                new ChunkEncoder.Header(
                        FlvMuxer.messageType(track.format()), streamId, timestampMillis),
                body);
    }

    private static Map<String, AmfValue> metadata(List<Track> tracks) {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        for (Track track : tracks) {
            Format format = track.format();
            if (format.kind() == MediaKind.VIDEO) {
                members.put("videocodecid", AmfValue.of(FlvMuxer.codecId(format)));
                PictureInfo.of(format).ifPresent(picture -> describe(picture, members));
            }
            if (format instanceof AudioFormat audio) {
                members.put("audiocodecid", AmfValue.of(FlvMuxer.codecId(format)));
                members.put("audiosamplerate", AmfValue.of(audio.clockRate()));
                members.put("audiochannels", AmfValue.of(audio.channels()));
                members.put("stereo", AmfValue.of(audio.channels() == 2));
            }
        }
        members.put("encoder", AmfValue.of("Millrace"));
        return members;
    }

    private static void describe(PictureInfo picture, Map<String, AmfValue> members) {
        members.put("width", AmfValue.of(picture.width()));
        members.put("height", AmfValue.of(picture.height()));
        picture.framesPerSecond().ifPresent(rate -> members.put("framerate", AmfValue.of(rate)));
    }
}
