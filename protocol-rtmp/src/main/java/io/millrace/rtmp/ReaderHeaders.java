package io.millrace.rtmp;

import io.millrace.media.AacFormat;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.media.h264.SequenceParameterSet;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfEcmaArray;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a player must have before the first unit: {@code onMetaData} and the codecs' headers. */
final class ReaderHeaders {
    private static final int AVC_CODEC_ID = 7;
    private static final int AAC_CODEC_ID = 10;

    private ReaderHeaders() {}

    static void write(MessageWriter out, List<Track> tracks, long timestampMillis) {
        // At any other time than 0, ffmpeg takes the metadata for a track of texts.
        out.data(
                MediaChunks.STREAM_ID,
                0,
                AmfValue.of("onMetaData"),
                new AmfEcmaArray(metadata(tracks)));
        tracks.forEach(track -> sequenceHeader(out, track, timestampMillis));
    }

    private static void sequenceHeader(MessageWriter out, Track track, long timestampMillis) {
        ByteBuf body = Unpooled.buffer(128);
        FlvMuxer.writeConfiguration(track.format(), body);
        out.message(
                MediaChunks.chunkStreamId(track.format()),
                new ChunkEncoder.Header(
                        FlvMuxer.messageType(track.format()),
                        MediaChunks.STREAM_ID,
                        timestampMillis),
                body);
    }

    private static Map<String, AmfValue> metadata(List<Track> tracks) {
        Map<String, AmfValue> members = new LinkedHashMap<>();
        for (Track track : tracks) {
            switch (track.format()) {
                case H264Format video -> {
                    members.put("videocodecid", AmfValue.of(AVC_CODEC_ID));
                    SequenceParameterSet.of(video).ifPresent(sps -> describe(sps, members));
                }
                case AacFormat(_, int sampleRate, int channels) -> {
                    members.put("audiocodecid", AmfValue.of(AAC_CODEC_ID));
                    members.put("audiosamplerate", AmfValue.of(sampleRate));
                    members.put("audiochannels", AmfValue.of(channels));
                    members.put("stereo", AmfValue.of(channels == 2));
                }
            }
        }
        members.put("encoder", AmfValue.of("Millrace"));
        return members;
    }

    private static void describe(SequenceParameterSet sps, Map<String, AmfValue> members) {
        members.put("width", AmfValue.of(sps.width()));
        members.put("height", AmfValue.of(sps.height()));
        sps.framesPerSecond().ifPresent(rate -> members.put("framerate", AmfValue.of(rate)));
    }
}
