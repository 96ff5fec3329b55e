package io.millrace.srt.media;

import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publication over SRT: the transport stream in its messages is published. Confined to the
 * event loop.
 */
final class PublishSession implements SrtConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PublishSession.class);

    private final SessionContext context;
    private final Publisher publisher;
    private final TsPublication publication;
    private Optional<SrtConnection> connection = Optional.empty();
    private Optional<ScheduledFuture<?>> watching = Optional.empty();
    private EndReason endReason = EndReason.of(EndReason.Kind.PEER_LEFT, "the publisher left");
    private boolean closed;

    PublishSession(SessionContext context, Publisher publisher, TsPublication.Settings input) {
        this.context = context;
        this.publisher = publisher;
        publication =
                new TsPublication(publisher, context.peer(), input, context.counters().counters());
    }

    @Override
    public void onConnected(SrtConnection newConnection) {
        connection = Optional.of(newConnection);
        context.counters().started("publish");
        LOG.info("path {}: {} publishes", publisher.path(), context.peer());
        Watch watch = new Watch(context.settings().timeout(), System.nanoTime());
        watching =
                Optional.of(
                        context.executor()
                                .scheduleAtFixedRate(() -> look(watch), 1, 1, TimeUnit.SECONDS));
    }

    private void look(Watch watch) {
        connection.ifPresent(context::takeFigures);
        if (watch.isStill(publication.units(), true, System.nanoTime())) {
            Duration timeout = context.settings().timeout();
            end(EndReason.of(EndReason.Kind.PEER_LEFT, "no unit for " + timeout));
        }
    }

    @Override
    public void onMessage(SrtConnection from, ByteBuf message) {
        try {
            context.counters().bytesIn().add(message.readableBytes());
            publication.read(message);
        } finally {
            message.release();
        }
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
        publication.finish();
        context.counters().ended("publish", SessionContext.label(endReason));
        LOG.info("path {}: {} ended: {}", publisher.path(), context.peer(), endReason.text());
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
}
