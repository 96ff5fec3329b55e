package io.millrace.rtsp.client;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.rtsp.WallClock;
import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.publish.AnnouncedTrack;
import io.millrace.rtsp.publish.Announcement;
import io.millrace.rtsp.publish.PublishCounters;
import io.millrace.rtsp.publish.PublishSession;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected try: OPTIONS, DESCRIBE, SETUP of each track, PLAY, then packets until an end (RFC
 * 2326, section 10). Confined to the connection's event loop.
 */
final class PullSession implements ClientConnection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(PullSession.class);
    private static final int MAX_TRACKS = 16;
    private static final long TICK_MILLIS = 100;
    private static final long UDP_PATIENCE_MICROS = TimeUnit.SECONDS.toMicros(3);

    private final Attempt attempt;
    private final ClientConnection connection;
    private final Owner owner;
    private final LongSupplier wallClockMicros = WallClock.sinceNow();
    private final ClientTracks tracks;
    private final KeepAlive keepAlive = new KeepAlive();
    private final String requestUrl;
    private Optional<Playing> playing = Optional.empty();
    private Optional<Publisher> publisher;
    private Optional<BackChannel> backChannel = Optional.empty();
    private boolean wantsBackChannel;
    private boolean superseded;

    /** Who began the try. */
    interface Owner {
        void onPlaying(boolean udp, Optional<BackChannel> backChannel);

        /** It goes on in another try, to which a publisher that was opened went over. */
        void onSuperseded(Attempt next);

        /** Called once, unless superseded. */
        void onEnded(Throwable why);
    }

    private record Playing(
            PublishSession session, ScheduledFuture<?> ticker, long sinceMicros, Described stream) {
        boolean hasPackets(long nowMicros) {
            return session.silentMicros(nowMicros) < nowMicros - sinceMicros;
        }
    }

    private record Described(Announcement announcement, TrackUrls urls) {}

    PullSession(Attempt attempt, ClientConnection connection, Owner owner) {
        this.attempt = attempt;
        this.connection = connection;
        this.owner = owner;
        this.tracks = new ClientTracks(wallClockMicros, attempt.counters());
        this.requestUrl = attempt.source().url().request();
        this.publisher = attempt.publisher();
        this.wantsBackChannel = attempt.source().backChannel();
        connection.listen(this);
    }

    void start() {
        var _ =
                connection
                        .request("OPTIONS", requestUrl, Headers.empty())
                        .thenCompose(this::describe)
                        .thenCompose(this::setUpAll)
                        .thenCompose(this::openPublisher)
                        .thenCompose(this::play)
                        .whenComplete((_, failure) -> {
                            if (failure == null) {
                                owner.onPlaying(tracks.hasUdp(), backChannel);
                            } else {
                                giveUp(failure);
                            }
                        });
    }

    /** A server that refuses OPTIONS may still play. */
    private CompletableFuture<RtspResponse> describe(RtspResponse options) {
        keepAlive.onOptions(options);
        return describe().thenCompose(this::describedAnyway);
    }

    private CompletableFuture<RtspResponse> describe() {
        return connection.request(
                "DESCRIBE", requestUrl, common().with("Accept", "application/sdp"));
    }

    /** A server without a way back may say so by a refusal. */
    private CompletableFuture<RtspResponse> describedAnyway(RtspResponse description) {
        if (!wantsBackChannel || description.code() != Status.OPTION_NOT_SUPPORTED.code()) {
            return CompletableFuture.completedFuture(description);
        }
        wantsBackChannel = false;
        return describe();
    }

    private Headers common() {
        return wantsBackChannel
                ? Headers.empty().with(Headers.REQUIRE, Headers.BACK_CHANNEL)
                : Headers.empty();
    }

    private CompletableFuture<Described> setUpAll(RtspResponse description) {
        int code = description.code();
        if (code == 301 || code == Status.FOUND.code()) {
            return CompletableFuture.failedFuture(redirect(description));
        }
        try {
            connection.require(description, "DESCRIBE");
            Announcement announcement = Announcement.ofServer(bodyOf(description), MAX_TRACKS);
            Described described =
                    new Described(
                            announcement, TrackUrls.of(description, requestUrl, announcement));
            if (!announcement.leftOut().isEmpty()) {
                LOG.warn(
                        "{}: tracks left out, no RTP payload format of ours carries {}",
                        attempt.source(),
                        announcement.leftOut());
            }
            boolean tls = attempt.source().url().tls();
            List<AnnouncedTrack> all = new ArrayList<>(announcement.tracks());
            wayBack(description, all.size()).ifPresent(all::add);
            return new TrackSetups(connection, tracks, keepAlive, attempt.lower(), tls, common())
                    .all(all, described.urls())
                    .thenApply(_ -> described);
        } catch (RtspException e) {
            return CompletableFuture.failedFuture(connection.problem(Kind.DESCRIPTION, e.reason()));
        } catch (RtspClientException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Optional<AnnouncedTrack> wayBack(RtspResponse description, int id)
            throws RtspException {
        Optional<AnnouncedTrack> track =
                wantsBackChannel
                        ? Announcement.backChannelOf(bodyOf(description), id)
                        : Optional.empty();
        track.ifPresent(_ -> tracks.sendOnly(id));
        backChannel =
                track.map(found -> new BackChannel(connection.loop(), tracks, id, found.payload()));
        return track;
    }

    private static String bodyOf(RtspResponse description) {
        return new String(description.body().toByteArray(), StandardCharsets.UTF_8);
    }

    /** Not an error: the pull goes on elsewhere. */
    private RtspClientException redirect(RtspResponse response) {
        Optional<RtspUrl> next = attempt.redirect(response);
        if (next.isEmpty()) {
            return connection.problem(Kind.REDIRECT, "redirected to nowhere, or too often");
        }
        supersede(attempt.redirected(next.get()));
        return connection.problem(Kind.CLOSED, "redirected");
    }

    private void supersede(Attempt next) {
        superseded = true;
        playing.ifPresent(this::tearDown);
        connection.fail(connection.problem(Kind.CLOSED, "tried in another way"));
        owner.onSuperseded(next);
    }

    private CompletionStage<Described> openPublisher(Described described) {
        try {
            List<Track> known = AnnouncedTrack.described(described.announcement().tracks());
            CompletionStage<Publisher> opened =
                    publisher
                            .<CompletionStage<Publisher>>map(CompletableFuture::completedFuture)
                            .orElseGet(() -> attempt.target().open(known));
            return opened.handleAsync(
                            (open, failure) -> begin(described, known, open, failure),
                            connection.loop())
                    .thenCompose(stage -> stage);
        } catch (MalformedMediaException e) {
            return CompletableFuture.failedFuture(
                    new RtspClientException(Kind.DESCRIPTION, attempt.source().toString(), e));
        }
    }

    private CompletionStage<Described> begin(
            Described described,
            List<Track> known,
            @Nullable Publisher open,
            @Nullable Throwable failure) {
        if (open == null) {
            return CompletableFuture.failedFuture(
                    failure == null ? new IllegalStateException("no publisher") : failure);
        }
        if (connection.isClosed()) {
            open.close(EndReason.of(EndReason.Kind.PEER_LEFT, "ended before it began"));
            return CompletableFuture.failedFuture(connection.problem(Kind.CLOSED, "closed"));
        }
        publisher = Optional.of(open);
        try {
            begin(described, known, open);
            return CompletableFuture.completedFuture(described);
        } catch (MalformedMediaException e) {
            return CompletableFuture.failedFuture(
                    new RtspClientException(Kind.DESCRIPTION, attempt.source().toString(), e));
        }
    }

    private void begin(Described described, List<Track> known, Publisher open)
            throws MalformedMediaException {
        List<PublishSession.Input> inputs = new ArrayList<>();
        for (AnnouncedTrack track : described.announcement().tracks()) {
            inputs.add(new PublishSession.Input(track, tracks.isUdp(track.id()), 0));
        }
        long now = wallClockMicros.getAsLong();
        PublishSession session =
                new PublishSession(
                        inputs,
                        known,
                        open,
                        attempt.source().limits(),
                        new PublishCounters(attempt.counters(), open.path()),
                        tracks::sendRtcp,
                        now);
        tracks.feed(session);
        ScheduledFuture<?> ticker =
                connection
                        .loop()
                        .scheduleAtFixedRate(
                                this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        playing = Optional.of(new Playing(session, ticker, now, described));
    }

    private CompletableFuture<Void> play(Described described) {
        Headers headers = common().with(Headers.RANGE, "npt=0.000-");
        return connection
                .request("PLAY", described.urls().session(), headers)
                .thenCompose(response -> {
                    try {
                        connection.require(response, "PLAY");
                        return CompletableFuture.completedFuture(null);
                    } catch (RtspClientException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                });
    }

    private void tick() {
        if (playing.isEmpty()) {
            return;
        }
        Playing now = playing.get();
        long micros = wallClockMicros.getAsLong();
        now.session().tick(micros);
        keepAlive
                .due(micros)
                .ifPresent(method -> {
                    var _ =
                            connection.request(
                                    method, now.stream().urls().session(), Headers.empty());
                });
        boolean nothing = !now.hasPackets(micros);
        long waitMicros =
                TimeUnit.MILLISECONDS.toMicros(attempt.source().silenceTimeout().toMillis());
        if (nothing && attempt.mayFallBack() && micros - now.sinceMicros() > patience(waitMicros)) {
            fallBack();
        } else if (now.session().silentMicros(micros) > waitMicros) {
            connection.fail(connection.problem(Kind.TIMEOUT, "no packets"));
        }
    }

    private static long patience(long waitMicros) {
        return Math.min(UDP_PATIENCE_MICROS, waitMicros / 2);
    }

    /** This session never had a packet for the publication. */
    private void fallBack() {
        LOG.info("{}: nothing comes over UDP, trying TCP", attempt.source());
        supersede(attempt.overTcp(publisher));
    }

    private void tearDown(Playing stream) {
        var _ = connection.request("TEARDOWN", stream.stream().urls().session(), Headers.empty());
    }

    @Override
    public void onFrame(int channel, ByteBuf packet) {
        tracks.onFrame(channel, packet);
    }

    @Override
    public void onClosed(RtspClientException why) {
        end(why);
    }

    private void giveUp(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (refusesUdp(cause)) {
            supersede(attempt.overTcp(publisher));
        } else if (!superseded && !connection.isClosed()) {
            end(cause);
            superseded = true;
            connection.fail(connection.problem(Kind.CLOSED, "given up"));
        }
    }

    private boolean refusesUdp(Throwable cause) {
        return attempt.mayFallBack()
                && cause instanceof RtspClientException refused
                && refused.status() == Status.UNSUPPORTED_TRANSPORT.code();
    }

    private void end(Throwable why) {
        tracks.close();
        playing.ifPresent(now -> now.ticker().cancel(false));
        if (superseded) {
            return;
        }
        EndReason reason = EndReason.of(EndReason.Kind.PEER_LEFT, String.valueOf(why.getMessage()));
        if (playing.isPresent()) {
            playing.get().session().close(reason);
        } else {
            publisher.ifPresent(open -> open.close(reason));
        }
        playing = Optional.empty();
        owner.onEnded(why);
    }

    /** Says TEARDOWN and ends. */
    void close() {
        playing.ifPresent(this::tearDown);
        connection.fail(connection.problem(Kind.CLOSED, "closed by us"));
    }
}
