package io.millrace.ingest.source;

import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.SrtListener;
import io.millrace.srt.SrtRequest;
import io.millrace.srt.SrtServer;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.Rejection;
import io.millrace.stream.Counters;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes transport streams over SRT: {@code
 * srt://host:port?streamid=…&passphrase=…&pbkeylen=16&latency=120} calls, with {@code
 * mode=listener} waits for one caller at a time.
 */
record SrtPuller(SrtClient client, IoEventLoopGroup loops, Counters counters) implements Puller {
    private static final int MAX_LATENCY_MILLIS = 60_000;

    @Override
    public Pull pull(PullRequest request, Feed feed) {
        HostPort address = HostPort.parse(request.address().rest());
        AddressQuery query = AddressQuery.of(request.address().text());
        SrtSettings settings = settings(query);
        String mode = query.text("mode").orElse("caller");
        Handler handler =
                new Handler(
                        feed,
                        new TsPublication(
                                feed, request.title(), request.spec().transport(), counters));
        return switch (mode) {
            case "caller" -> call(address, query, settings, handler);
            case "listener" -> listen(address, query, settings, handler);
            default -> throw new IllegalArgumentException("mode is caller or listener");
        };
    }

    private static SrtSettings settings(AddressQuery query) {
        int latency = query.number("latency", 0, MAX_LATENCY_MILLIS, 120);
        SrtSettings plain = SrtSettings.DEFAULT.withLatencyMillis(latency);
        Optional<String> passphrase = query.text("passphrase");
        int keyBytes = query.number("pbkeylen", 0, 32, 16);
        return passphrase.isPresent()
                ? plain.withEncryption(
                        SrtSettings.Encryption.of(passphrase.get(), keyBytes == 0 ? 16 : keyBytes))
                : plain;
    }

    private Pull call(HostPort address, AddressQuery query, SrtSettings settings, Handler handler) {
        Late<SrtConnection> late = new Late<>(SrtConnection::close);
        Blocking.run(
                "srt-source",
                handler.feed,
                () -> {
                    SrtClient.Target target =
                            SrtClient.Target.of(
                                    address.resolved(), query.text("streamid").orElse(""));
                    var _ =
                            client.connect(target, settings, handler)
                                    .whenComplete((connection, failure) -> {
                                        if (failure == null) {
                                            late.opened(connection);
                                        } else {
                                            handler.feed.fail(Problems.text(failure));
                                        }
                                    });
                });
        return late;
    }

    private Pull listen(
            HostPort address, AddressQuery query, SrtSettings settings, Handler handler) {
        Late<SrtServer> late = new Late<>(server -> Thread.startVirtualThread(server::close));
        AtomicBoolean taken = new AtomicBoolean();
        Optional<String> streamId = query.text("streamid");
        Blocking.run(
                "srt-source",
                handler.feed,
                () ->
                        late.opened(
                                listen(
                                        address.resolved(),
                                        settings,
                                        caller -> {
                                            if (streamId.isPresent()
                                                    && !streamId.get().equals(caller.streamId())) {
                                                caller.reject(Rejection.NOT_FOUND);
                                            } else if (!taken.compareAndSet(false, true)) {
                                                caller.reject(Rejection.CONFLICT);
                                            } else {
                                                accept(caller, settings, handler, taken);
                                            }
                                        })));
        return late;
    }

    private static void accept(
            SrtRequest caller, SrtSettings settings, Handler handler, AtomicBoolean taken) {
        Optional<Rejection> objection = caller.objection(settings);
        if (objection.isPresent()) {
            taken.set(false);
            caller.reject(objection.get());
        } else {
            caller.accept(settings, handler);
        }
    }

    private SrtServer listen(InetSocketAddress address, SrtSettings settings, SrtListener listener)
            throws IOException {
        return SrtServer.start(address, settings, listener, Optional.of(loops));
    }

    /** A connection that brings a transport stream; confined to its event loop. */
    private static final class Handler implements SrtConnectionHandler {
        private final Feed feed;
        private final TsPublication publication;

        Handler(Feed feed, TsPublication publication) {
            this.feed = feed;
            this.publication = publication;
        }

        @Override
        public void onConnected(SrtConnection connection) {
            // media comes by itself
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            try {
                publication.read(message);
            } finally {
                message.release();
            }
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            publication.finish();
            feed.fail(
                    reason == CloseReason.PEER_IDLE
                            ? "the SRT peer is silent"
                            : "the SRT peer left");
        }
    }
}
