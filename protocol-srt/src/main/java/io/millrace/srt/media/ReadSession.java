package io.millrace.srt.media;

import io.millrace.media.Track;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.mpegts.TsFlavour;
import io.millrace.stream.mpegts.TsOpening;
import io.millrace.stream.mpegts.TsTracks;
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
 * TS packets. A reader whose send buffer is well filled is passed over until it is half empty.
 * Confined to the event loop.
 */
final class ReadSession implements SrtConnectionHandler, ReaderSink<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(ReadSession.class);

    private final SessionContext context;
    private final LiveStream stream;
    private final SrtMediaCounters counters;
    private final Watch watch;
    private final TsOpening tables = new TsOpening();
    private Optional<SrtConnection> connection = Optional.empty();
    private Optional<Reader> reader = Optional.empty();
    private Optional<ScheduledFuture<?>> watching = Optional.empty();
    private EndReason endReason = EndReason.of(EndReason.Kind.PEER_LEFT, "the reader left");
    private List<Track> tracks = List.of();

    ReadSession(SessionContext context, LiveStream stream) {
        this.context = context;
        this.stream = stream;
        counters = context.counters();
        watch = new Watch(context.settings().timeout(), System.nanoTime());
    }

    @Override
    public void onConnected(SrtConnection newConnection) {
        connection = Optional.of(newConnection);
        counters.started("read");
        LOG.info("path {}: {} reads", stream.path(), context.peer());
        EventExecutor executor = context.executor();
        watching = Optional.of(executor.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS));
        reader = Optional.of(stream.read(new TsFlavour(counters.counters()), executor, this));
    }

    private void look() {
        connection.ifPresent(context::takeFigures);
        context.figures()
                .get()
                .ifPresent(figures -> {
                    boolean owing = figures.pktSndBuf() > 0;
                    if (watch.isStill(figures.pktRecvACK(), owing, System.nanoTime())) {
                        onEnd(EndReason.of(EndReason.Kind.PEER_LEFT, "the reader takes nothing"));
                    }
                });
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
        LOG.info("path {}: {} ended: {}", stream.path(), context.peer(), endReason.text());
    }

    @Override
    public void onTracks(List<Track> described) {
        if (!tracks.isEmpty() && !TsTracks.canFollow(tracks, described)) {
            onEnd(EndReason.of(EndReason.Kind.DESCRIPTION_CHANGED, "the tracks changed"));
        }
        tracks = described;
        tables.onTracks(described);
    }

    @Override
    public boolean isWritable() {
        return connection.map(SrtConnection::isWritable).orElse(false);
    }

    @Override
    public void onWritabilityChanged(SrtConnection of, boolean writable) {
        if (writable) {
            reader.ifPresent(Reader::resume);
        }
    }

    @Override
    public void write(ByteBuf image, StreamRecord record) {
        counters.imagesOut().increment();
        ByteBuf before = tables.before(record);
        if (before.isReadable()) {
            send(before);
        }
        send(image.retainedDuplicate());
    }

    private void send(ByteBuf bytes) {
        counters.bytesOut().add(bytes.readableBytes());
        connection.ifPresentOrElse(open -> open.send(bytes), bytes::release);
    }

    /** The connection's pace sends. */
    @Override
    public void flush() {}

    @Override
    public void onSkipped(long units) {
        tables.onSkipped();
        counters.unitsDropped("slow-reader", units);
    }

    @Override
    public void onEnd(EndReason reason) {
        endReason = reason;
        reader.ifPresent(Reader::close);
        connection.ifPresent(SrtConnection::close);
    }
}
