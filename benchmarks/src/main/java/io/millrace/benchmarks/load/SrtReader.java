package io.millrace.benchmarks.load;

import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtStatistics;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One SRT reader: counts what comes and throws it away. */
final class SrtReader implements SrtConnectionHandler {
    private static final int STATISTICS_SECONDS = 5;

    private final LoadReader counts = new LoadReader();
    private volatile Optional<SrtConnection> connection = Optional.empty();

    LoadReader counts() {
        return counts;
    }

    /** Packets that were given up so far, whose bytes are missing in what was delivered. */
    long lostPackets() throws InterruptedException {
        if (connection.isEmpty()) {
            return 0;
        }
        try {
            SrtStatistics statistics =
                    connection
                            .get()
                            .statistics()
                            .toCompletableFuture()
                            .get(STATISTICS_SECONDS, TimeUnit.SECONDS);
            return statistics.pktRcvDrop();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no statistics", e);
        }
    }

    @Override
    public void onConnected(SrtConnection connected) {
        connection = Optional.of(connected);
        counts.begin();
    }

    @Override
    public void onMessage(SrtConnection connected, ByteBuf message) {
        counts.received(message.readableBytes());
        message.release();
    }

    @Override
    public void onClosed(SrtConnection connected, CloseReason reason) {
        counts.end();
    }
}
