package io.millrace.srt.media;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsDemuxer;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publication over SRT: the transport stream in its messages becomes a publisher's units. What
 * cannot be read costs itself only and is counted. Confined to the event loop.
 */
final class PublishSession implements SrtConnectionHandler, TsDemuxer.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(PublishSession.class);
    private static final int MAX_UNIT_BYTES = 16 << 20;

    private final Publisher publisher;
    private final String peer;
    private final SrtMediaCounters counters;
    private final EventExecutor executor;
    private final Duration timeout;
    private final TrackGate gate;
    private final TsDemuxer demuxer = new TsDemuxer(this, MAX_UNIT_BYTES);
    private Optional<SrtConnection> connection = Optional.empty();
    private Optional<ScheduledFuture<?>> watching = Optional.empty();
    private EndReason endReason = EndReason.of(EndReason.Kind.PEER_LEFT, "the publisher left");
    private long countedLosses;
    private long countedDrops;
    private boolean closed;

    PublishSession(SessionContext context, Publisher publisher) {
        this.publisher = publisher;
        peer = context.peer();
        counters = context.counters();
        executor = context.executor();
        timeout = context.settings().timeout();
        gate = new TrackGate(publisher);
    }

    @Override
    public void onConnected(SrtConnection newConnection) {
        connection = Optional.of(newConnection);
        counters.started("publish");
        LOG.info("path {}: {} publishes", publisher.path(), peer);
        Watch watch = new Watch(timeout, System.nanoTime());
        watching =
                Optional.of(
                        executor.scheduleAtFixedRate(() -> look(watch), 1, 1, TimeUnit.SECONDS));
    }

    private void look(Watch watch) {
        if (watch.isStill(gate.units(), true, System.nanoTime())) {
            end(EndReason.of(EndReason.Kind.PEER_LEFT, "no unit for " + timeout));
        }
    }

    @Override
    public void onMessage(SrtConnection from, ByteBuf message) {
        try {
            counters.bytesIn().add(message.readableBytes());
            demuxer.read(message, System.currentTimeMillis() * 1_000);
        } finally {
            message.release();
        }
        gate.onMessageDone(demuxer.hasAllTracks(), System.nanoTime());
        countLosses();
    }

    private void countLosses() {
        long losses = demuxer.continuityErrors();
        counters.packetsLost().add(losses - countedLosses);
        countedLosses = losses;
        long drops = demuxer.droppedUnits();
        if (drops > countedDrops) {
            counters.unitsDropped("torn", drops - countedDrops);
        }
        countedDrops = drops;
    }

    /** Ends it from our side; {@link #onClosed} follows. */
    void end(EndReason reason) {
        endReason = reason;
        connection.ifPresentOrElse(SrtConnection::close, this::close);
    }

    @Override
    public void onClosed(SrtConnection from, CloseReason reason) {
        if (reason == CloseReason.PEER_IDLE) {
            endReason = EndReason.of(EndReason.Kind.PEER_LEFT, "the publisher is silent");
        }
        demuxer.finish();
        gate.finish();
        counters.ended("publish", SessionContext.label(endReason));
        LOG.info("path {}: {} ended: {}", publisher.path(), peer, endReason.text());
        close();
    }

    private void close() {
        if (!closed) {
            closed = true;
            watching.ifPresent(look -> look.cancel(false));
            publisher.close(endReason);
        }
    }

    /** The handshake may fail after the path was granted: then nobody publishes it. */
    void closeUnlessConnected() {
        if (connection.isEmpty()) {
            close();
        }
    }

    @Override
    public void onTracks(List<Track> tracks) {
        gate.onTracks(tracks);
    }

    @Override
    public void onUnit(Unit unit) {
        gate.onUnit(unit, System.nanoTime());
    }

    @Override
    public void onUnsupported(int pid, String codec) {
        LOG.warn(
                "path {}: {} sends {}, which is not supported; it is left out",
                publisher.path(),
                peer,
                codec);
    }

    @Override
    public void onMalformed(long offset, MalformedMediaException problem) {
        counters.malformed().increment();
        LOG.debug("path {}: {}: {}", publisher.path(), peer, problem.getMessage());
    }
}
