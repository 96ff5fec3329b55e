package io.millrace.srt.media;

import io.millrace.media.Track;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtStatistics;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader over SRT: the images that all readers share, cut by the connection into payloads of 7
 * TS packets. A reader whose send buffer is well filled is passed over. Confined to the event loop.
 */
final class ReadSession implements SrtConnectionHandler, ReaderSink<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(ReadSession.class);

    private final LiveStream stream;
    private final String peer;
    private final SrtMediaCounters counters;
    private final EventExecutor executor;
    private final Watch watch;
    private Optional<SrtConnection> connection = Optional.empty();
    private Optional<Reader> reader = Optional.empty();
    private Optional<ScheduledFuture<?>> watching = Optional.empty();
    private EndReason endReason = EndReason.of(EndReason.Kind.PEER_LEFT, "the reader left");

    ReadSession(SessionContext context, LiveStream stream) {
        this.stream = stream;
        peer = context.peer();
        counters = context.counters();
        executor = context.executor();
        watch = new Watch(context.settings().timeout(), System.nanoTime());
    }

    @Override
    public void onConnected(SrtConnection newConnection) {
        connection = Optional.of(newConnection);
        counters.started("read");
        LOG.info("path {}: {} reads", stream.path(), peer);
        watching = Optional.of(executor.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS));
        reader = Optional.of(stream.read(new TsFlavour(counters), executor, this));
    }

    private void look() {
        statistics()
                .ifPresent(figures -> {
                    boolean owing = figures.pktSndBuf() > 0;
                    if (watch.isStill(figures.pktRecvACK(), owing, System.nanoTime())) {
                        onEnd(EndReason.of(EndReason.Kind.PEER_LEFT, "the reader takes nothing"));
                    }
                });
    }

    /** At once, for we are on the connection's event loop. */
    private Optional<SrtStatistics> statistics() {
        return connection.flatMap(
                open -> Optional.ofNullable(open.statistics().toCompletableFuture().getNow(null)));
    }

    /** A reader sends nothing; what it sends is passed over. */
    @Override
    public void onMessage(SrtConnection from, ByteBuf message) {
        message.release();
    }

    @Override
    public void onClosed(SrtConnection from, CloseReason reason) {
        reader.ifPresent(Reader::close);
        watching.ifPresent(look -> look.cancel(false));
        connection = Optional.empty();
        counters.ended("read", SessionContext.label(endReason));
        LOG.info("path {}: {} ended: {}", stream.path(), peer, endReason.text());
    }

    /** Receivers learn of other tracks from the next PMT. */
    @Override
    public void onTracks(List<Track> tracks) {
        LOG.debug("path {}: {} gets {}", stream.path(), peer, tracks);
    }

    @Override
    public boolean isWritable() {
        return connection.map(SrtConnection::isWritable).orElse(false);
    }

    @Override
    public void onWritabilityChanged(SrtConnection from, boolean writable) {
        if (writable) {
            reader.ifPresent(Reader::resume);
        }
    }

    @Override
    public void write(ByteBuf image, StreamRecord record) {
        counters.imagesOut().increment();
        counters.bytesOut().add(image.readableBytes());
        connection.ifPresent(open -> open.send(image.retainedDuplicate()));
    }

    /** The connection's pace sends. */
    @Override
    public void flush() {}

    @Override
    public void onSkipped(long units) {
        counters.unitsDropped("slow-reader", units);
    }

    @Override
    public void onEnd(EndReason reason) {
        endReason = reason;
        connection.ifPresent(SrtConnection::close);
    }
}
