package io.millrace.rtmp.carriage;

import io.millrace.media.Track;
import io.millrace.media.flv.FlvMetadata;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.media.flv.FlvNumberedTrack;
import io.millrace.rtmp.amf.Amf0Encoder;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** What a peer must have before the first unit: {@code onMetaData} and the codecs' headers. */
public final class ReaderHeaders {
    private ReaderHeaders() {}

    /** To a player. */
    public static void write(
            MessageWriter out, List<FlvNumberedTrack> numbered, long timestampMillis) {
        // At any other time than 0, ffmpeg takes the metadata for a track of texts.
        ByteBuf metadata = Unpooled.buffer(256);
        FlvMetadata.write(numbered.stream().map(FlvNumberedTrack::track).toList(), metadata);
        out.data(MediaChunks.STREAM_ID, metadata);
        numbered.forEach(
                track -> sequenceHeader(out, MediaChunks.STREAM_ID, track, timestampMillis));
    }

    /** To the server that we publish to, on the message stream that it gave. */
    public static void publish(
            MessageWriter out,
            int streamId,
            List<FlvNumberedTrack> numbered,
            long timestampMillis) {
        ByteBuf metadata = Unpooled.buffer(256);
        Amf0Encoder.encode(metadata, AmfValue.of("@setDataFrame"));
        FlvMetadata.write(numbered.stream().map(FlvNumberedTrack::track).toList(), metadata);
        out.data(streamId, metadata);
        numbered.forEach(track -> sequenceHeader(out, streamId, track, timestampMillis));
    }

    private static void sequenceHeader(
            MessageWriter out, int streamId, FlvNumberedTrack numbered, long timestampMillis) {
        ByteBuf body = Unpooled.buffer(128);
        Track track = numbered.track();
        numbered.writeConfiguration(body);
        if (!body.isReadable()) {
            return;
        }
        out.message(
                MediaChunks.chunkStreamId(track.format()),
                new ChunkEncoder.Header(
                        FlvMuxer.messageType(track.format()), streamId, timestampMillis),
                body);
    }
}
