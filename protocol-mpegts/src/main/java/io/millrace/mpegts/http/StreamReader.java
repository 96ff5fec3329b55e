package io.millrace.mpegts.http;

import io.millrace.media.Track;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of an endless stream: an image is one write, a batch of them one flush, while the
 * channel is writable. Confined to the channel's event loop.
 */
final class StreamReader implements ReaderSink<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);

    private final ChannelHandlerContext context;
    private final StreamForm form;
    private final ReaderForm own;
    private final LiveStream stream;
    private final Client client;
    private final HttpStreamCounters counters;
    private final ReaderStatistics statistics;
    private final ChannelFutureListener onWritten = this::written;
    private Optional<Reader> reader = Optional.empty();
    private Optional<ScheduledFuture<?>> watching = Optional.empty();
    private EndReason endReason = EndReason.of(EndReason.Kind.PEER_LEFT, "the reader left");
    private long writes;
    private long completed;
    private long lastCompleted;
    private long stillSeconds;

    StreamReader(
            ChannelHandlerContext context,
            StreamRequest request,
            LiveStream stream,
            Client client,
            Session session) {
        this.context = context;
        this.form = request.form();
        this.own = form.readers().get();
        this.stream = stream;
        this.client = client;
        this.counters = session.counters();
        this.statistics = session.statistics();
    }

    /** What a session counts into. */
    record Session(HttpStreamCounters counters, ReaderStatistics statistics) {}

    /** The head of the answer was written. */
    void start(Duration timeout) {
        LOG.info("path {}: {} reads", stream.path(), client.peer());
        watching =
                Optional.of(
                        context.executor()
                                .scheduleAtFixedRate(
                                        () -> look(timeout.toSeconds()), 1, 1, TimeUnit.SECONDS));
        reader = Optional.of(stream.read(form.flavour(), context.executor(), this));
    }

    private void look(long limitSeconds) {
        boolean still = completed == lastCompleted && completed < writes;
        stillSeconds = still ? stillSeconds + 1 : 0;
        lastCompleted = completed;
        if (stillSeconds >= Math.max(1, limitSeconds)) {
            endReason = EndReason.of(EndReason.Kind.PEER_LEFT, "the reader takes nothing");
            var _ = context.close();
        }
    }

    /** The connection is gone. */
    void stop() {
        reader.ifPresent(Reader::close);
        watching.ifPresent(look -> look.cancel(false));
        counters.ended(endReason);
        LOG.info("path {}: {} ended: {}", stream.path(), client.peer(), endReason.text());
    }

    void onWritabilityChanged() {
        if (context.channel().isWritable()) {
            reader.ifPresent(Reader::resume);
        }
    }

    @Override
    public void onTracks(List<Track> described) {
        if (own.canFollow(described)) {
            sendIfAny(own.onTracks(described));
        } else {
            onEnd(EndReason.of(EndReason.Kind.DESCRIPTION_CHANGED, "the tracks changed"));
        }
    }

    private void sendIfAny(ByteBuf bytes) {
        if (bytes.isReadable()) {
            send(bytes);
        } else {
            bytes.release();
        }
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    @Override
    public void write(ByteBuf image, StreamRecord record) {
        counters.imagesOut().increment();
        statistics.images().increment();
        sendIfAny(own.before(record));
        send(image.retainedDuplicate());
    }

    private void send(ByteBuf bytes) {
        int size = bytes.readableBytes();
        counters.bytesOut().add(size);
        statistics.bytes().add(size);
        writes++;
        context.write(new DefaultHttpContent(bytes)).addListener(onWritten);
    }

    /** A write that failed comes with the end of the connection. */
    private void written(ChannelFuture write) {
        completed += write.isSuccess() ? 1 : 0;
    }

    @Override
    public void flush() {
        context.flush();
    }

    @Override
    public void onSkipped(long units) {
        own.onSkipped();
        counters.unitsSkipped(units);
        statistics.skipped().add(units);
    }

    @Override
    public void onEnd(EndReason reason) {
        endReason = reason;
        reader.ifPresent(Reader::close);
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                .addListener(ChannelFutureListener.CLOSE);
    }
}
