package io.millrace.rtmp.client;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.media.flv.FlvNumberedTrack;
import io.millrace.rtmp.carriage.MediaChunks;
import io.millrace.rtmp.carriage.ReaderHeaders;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.List;
import java.util.OptionalLong;

/**
 * Sends headers and units as messages. Its methods may be called by any one thread; the work is
 * done on the channel's event loop, in order.
 */
final class UnitWriter {
    private static final int HEAD_BYTES = 64;

    private final Channel channel;
    private final MessageWriter out;
    private final int streamId;
    private final ByteBuf head = Unpooled.buffer(HEAD_BYTES);
    private List<FlvNumberedTrack> headersDue = List.of();
    private long sentUnits;
    private OptionalLong zeroMillis = OptionalLong.empty();

    UnitWriter(Channel channel, MessageWriter out, int streamId) {
        this.channel = channel;
        this.out = out;
        this.streamId = streamId;
    }

    /** Headers of these go before the next unit. */
    void describe(List<FlvNumberedTrack> tracks) {
        channel.eventLoop().execute(() -> headersDue = tracks);
    }

    /** Sends a unit; {@code done} when it has gone, or never will. */
    void write(FlvNumberedTrack track, Unit unit, Runnable done) {
        channel.eventLoop().execute(() -> send(track, unit, done));
    }

    private void send(FlvNumberedTrack numbered, Unit unit, Runnable done) {
        if (!channel.isActive()) {
            done.run();
            return;
        }
        Track track = numbered.track();
        long millis = numbered.timestampMillis(unit);
        if (zeroMillis.isEmpty()) {
            zeroMillis = OptionalLong.of(millis);
        }
        // Sound that belongs before the first picture is told at zero: RTMP has no sign.
        long told = Math.max(0, millis - zeroMillis.getAsLong());
        if (!headersDue.isEmpty()) {
            ReaderHeaders.publish(out, streamId, headersDue, told);
            headersDue = List.of();
        }
        numbered.writeHeader(unit, head.clear());
        out.message(
                        MediaChunks.chunkStreamId(track.format()),
                        new ChunkEncoder.Header(
                                FlvMuxer.messageType(track.format()), streamId, told),
                        head,
                        FlvMuxer.payload(track, unit))
                .addListener(_ -> {
                    sentUnits++;
                    done.run();
                });
        out.flush();
    }

    /** Grows with what the peer takes; for the event loop. */
    long sentUnits() {
        return sentUnits;
    }

    boolean isClosed() {
        return !channel.isActive();
    }

    long bytesSent() {
        return out.bytesSent();
    }

    /** Ends the session in good order, after what was written. */
    void leave() {
        channel.eventLoop()
                .execute(() ->
                        channel.pipeline().fireUserEventTriggered(ClientConnection.Leave.NOW));
    }
}
