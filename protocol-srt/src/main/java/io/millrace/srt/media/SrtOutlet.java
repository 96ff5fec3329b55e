package io.millrace.srt.media;

import io.millrace.media.Track;
import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.mpegts.TsFlavour;
import io.millrace.stream.mpegts.TsOpening;
import io.millrace.stream.mpegts.TsTracks;
import io.millrace.stream.push.PushOutlet;
import io.millrace.stream.push.PushOutput;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Pushes to an SRT listener, as a caller: MPEG-TS, the same as readers get. Thread-safe; an output
 * is for one thread at a time.
 */
public final class SrtOutlet implements PushOutlet {
    private final SrtClient client;
    private final SrtPushTarget target;
    private final int timeoutMillis;
    private final Counters counters;

    public SrtOutlet(SrtClient client, SrtPushTarget target, int timeoutMillis, Counters counters) {
        this.client = client;
        this.target = target;
        this.timeoutMillis = timeoutMillis;
        this.counters = counters;
    }

    @Override
    public CompletionStage<PushOutput> connect(
            PathName path, List<Track> tracks, PushOutput.Listener listener) {
        Optional<String> refusal = TsTracks.refusal(path, tracks);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(new IOException(refusal.get()));
        }
        return resolved()
                .thenCompose(address -> {
                    SrtClient.Target called =
                            new SrtClient.Target(address, target.streamId(), timeoutMillis);
                    return client.connect(called, target.settings(), new Events(listener))
                            .thenApply(connection ->
                                    new Output(connection, encoder(path, tracks), tracks));
                });
    }

    /** A look-up of a name blocks. */
    private CompletableFuture<InetSocketAddress> resolved() {
        CompletableFuture<InetSocketAddress> resolved = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("srt-push-resolve")
                .start(() -> {
                    InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
                    if (address.isUnresolved()) {
                        resolved.completeExceptionally(
                                new IOException(target + ": the host has no address"));
                    } else {
                        resolved.complete(address);
                    }
                });
        return resolved;
    }

    private WireEncoder<ByteBuf> encoder(PathName path, List<Track> tracks) {
        WireEncoder<ByteBuf> encoder = new TsFlavour(counters).newEncoder(path);
        encoder.describe(tracks);
        return encoder;
    }

    private record Events(PushOutput.Listener listener) implements SrtConnectionHandler {
        @Override
        public void onConnected(SrtConnection connection) {}

        /** A receiver has nothing to say. */
        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            message.release();
        }

        @Override
        public void onWritabilityChanged(SrtConnection connection, boolean writable) {
            if (writable) {
                listener.onWritable();
            }
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            listener.onEnd("the connection ended: " + reason);
        }
    }

    private static final class Output implements PushOutput {
        private final SrtConnection connection;
        private final WireEncoder<ByteBuf> encoder;
        private final TsOpening opening = new TsOpening();

        Output(SrtConnection connection, WireEncoder<ByteBuf> encoder, List<Track> tracks) {
            this.connection = connection;
            this.encoder = encoder;
            opening.onTracks(tracks);
        }

        @Override
        public boolean isWritable() {
            return connection.isWritable();
        }

        @Override
        public void write(StreamRecord record) {
            ByteBuf tables = opening.before(record);
            if (tables.isReadable()) {
                connection.send(tables);
            }
            encoder.encode(record).ifPresent(connection::send);
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
