package io.millrace.rtsp.client;

import io.millrace.media.Bytes;
import io.millrace.media.Track;
import io.millrace.rtsp.WallClock;
import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.read.ReadListener;
import io.millrace.rtsp.read.ReadSession;
import io.millrace.rtsp.read.RtpInfo;
import io.millrace.rtsp.read.RtspImage;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.push.PushOutput;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One connected try to publish: ANNOUNCE, SETUP of each track, RECORD, then the packets that
 * readers over TCP get, with their sender reports. Confined to the connection's event loop but for
 * what {@link PushOutput} has.
 */
final class RecordSession implements ClientConnection.Listener, PushOutput, ReadListener {
    private static final long MAX_WAITING_BYTES = 4 << 20;
    private static final long TICK_MILLIS = 1_000;

    private final ClientConnection connection;
    private final RtspSource target;
    private final Media media;
    private final PushOutput.Listener listener;
    private final String url;
    private final LongSupplier wallClockMicros = WallClock.sinceNow();
    private final KeepAlive keepAlive = new KeepAlive();
    private final RecordSetups setups;
    private final AtomicLong waitingBytes = new AtomicLong();
    private Optional<Recording> recording = Optional.empty();

    /** What is published. */
    record Media(PathName path, List<Track> tracks, Counters counters) {}

    /** What runs once the server has said yes. */
    private record Recording(
            WireEncoder<RtspImage> encoder, ReadSession sender, ScheduledFuture<?> ticker) {}

    /** The server names another. */
    static final class Redirected extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient RtspUrl url;

        Redirected(RtspUrl url) {
            super("redirected to " + url);
            this.url = url;
        }

        RtspUrl url() {
            return url;
        }
    }

    RecordSession(
            ClientConnection connection,
            RtspSource target,
            Media media,
            PushOutput.Listener listener) {
        this.connection = connection;
        this.target = target;
        this.media = media;
        this.listener = listener;
        this.url = target.url().request();
        this.setups = new RecordSetups(connection, keepAlive, target, media.path(), media.tracks());
        connection.listen(this);
    }

    /** Completes when the server takes media; a failed try has closed its connection. */
    CompletableFuture<PushOutput> start() {
        return connection
                .request("OPTIONS", url, Headers.empty())
                .thenCompose(this::announce)
                .thenCompose(this::setUpAll)
                .thenCompose(_ -> connection.request("RECORD", url, range()))
                .thenApply(this::begin)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        connection.fail(connection.problem(Kind.CLOSED, "given up"));
                    }
                });
    }

    private static Headers range() {
        return Headers.empty().with(Headers.RANGE, "npt=0.000-");
    }

    private CompletableFuture<RtspResponse> announce(RtspResponse options) {
        keepAlive.onOptions(options);
        String description = setups.description(media.path());
        return connection.request(
                "ANNOUNCE",
                url,
                Headers.empty().with(Headers.CONTENT_TYPE, "application/sdp"),
                Bytes.copyOf(description.getBytes(StandardCharsets.UTF_8)));
    }

    private CompletableFuture<Void> setUpAll(RtspResponse announced) {
        if (announced.code() == 301 || announced.code() == Status.FOUND.code()) {
            return CompletableFuture.failedFuture(redirect(announced));
        }
        try {
            connection.require(announced, "ANNOUNCE");
        } catch (RtspClientException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return setups.all();
    }

    private IOException redirect(RtspResponse response) {
        try {
            RtspUrl next = RtspUrl.parse(response.headers().first("Location").orElse(""));
            return target.url().tls() && !next.tls()
                    ? connection.problem(Kind.REDIRECT, "redirected from rtsps to rtsp")
                    : new Redirected(next);
        } catch (IllegalArgumentException nowhere) {
            return connection.problem(Kind.REDIRECT, "redirected to nowhere");
        }
    }

    private PushOutput begin(RtspResponse recorded) {
        try {
            connection.require(recorded, "RECORD");
        } catch (RtspClientException refused) {
            throw new CompletionException(refused);
        }
        WireEncoder<RtspImage> encoder = setups.flavour().newEncoder(media.path());
        encoder.describe(media.tracks());
        ReadSession sender =
                new ReadSession(
                        setups.output(),
                        media.path(),
                        media.tracks(),
                        media.counters(),
                        wallClockMicros,
                        this);
        recording =
                Optional.of(
                        new Recording(
                                encoder,
                                sender,
                                connection
                                        .loop()
                                        .scheduleWithFixedDelay(
                                                this::tick,
                                                TICK_MILLIS,
                                                TICK_MILLIS,
                                                TimeUnit.MILLISECONDS)));
        return this;
    }

    private void tick() {
        long nowMicros = wallClockMicros.getAsLong();
        recording.ifPresent(running -> {
            long limit = TimeUnit.MILLISECONDS.toMicros(target.silenceTimeout().toMillis());
            if (running.sender().stalledMicros(nowMicros) > limit) {
                connection.fail(connection.problem(Kind.TIMEOUT, "the server takes nothing"));
                return;
            }
            keepAlive
                    .due(nowMicros)
                    .ifPresent(method -> {
                        var _ = connection.request(method, url, Headers.empty());
                    });
            listener.onWritable();
        });
    }

    @Override
    public boolean isWritable() {
        return connection.carrier().isWritable() && waitingBytes.get() < MAX_WAITING_BYTES;
    }

    @Override
    public void write(StreamRecord record) {
        waitingBytes.addAndGet(record.sizeBytes());
        connection.execute(() -> {
            waitingBytes.addAndGet(-record.sizeBytes());
            recording.ifPresent(running -> send(running, record));
        });
    }

    private void send(Recording running, StreamRecord record) {
        running.encoder()
                .encode(record)
                .ifPresent(image -> {
                    try {
                        running.sender().write(image, record);
                    } finally {
                        image.release();
                    }
                });
        running.sender().flush();
        setups.renewKeys();
    }

    /** Says TEARDOWN and ends; a client that is closed has ended its connections. */
    @Override
    public void close() {
        connection.execute(() -> {
            if (!connection.isClosed()) {
                var _ = connection.request("TEARDOWN", url, Headers.empty());
                connection.fail(connection.problem(Kind.CLOSED, "closed by us"));
            }
        });
    }

    /** Receiver reports; what they say changes nothing. */
    @Override
    public void onFrame(int channel, ByteBuf packet) {}

    @Override
    public void onClosed(RtspClientException why) {
        recording.ifPresent(running -> running.ticker().cancel(false));
        if (recording.isPresent()) {
            listener.onEnd(String.valueOf(why.getMessage()));
        }
        recording = Optional.empty();
    }

    @Override
    public void onFirstImage(RtpInfo info) {}

    @Override
    public void onEnd(EndReason reason) {
        connection.fail(connection.problem(Kind.CLOSED, reason.text()));
    }
}
