package io.millrace.rtsp;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.Method;
import io.millrace.rtsp.message.PlayRange;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.read.PacketOutput;
import io.millrace.rtsp.read.Playback;
import io.millrace.rtsp.read.ReadListener;
import io.millrace.rtsp.read.RtpInfo;
import io.millrace.rtsp.read.RtspFlavour;
import io.millrace.rtsp.read.SecureOutput;
import io.millrace.rtsp.read.TcpOutput;
import io.millrace.rtsp.read.UdpOutput;
import io.millrace.rtsp.srtp.MikeyMessage;
import io.millrace.rtsp.srtp.SrtpKey;
import io.millrace.rtsp.srtp.SrtpSender;
import io.millrace.rtsp.srtp.SrtpSession;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SETUP and PLAY of readers (RFC 2326, sections 10.4 and 10.5). On the session's executor. */
final class ReadRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ReadRequests.class);
    private static final long FIRST_IMAGE_MILLIS = 3_000;

    private final ServerContext server;
    private final RtspSession session;
    private final TransportChoice transports;

    ReadRequests(ServerContext server, RtspSession session) {
        this.server = server;
        this.session = session;
        this.transports = new TransportChoice(server, session);
    }

    CompletionStage<RtspResponse> setup(RtspRequest request, RtspConnection from, Client client)
            throws RtspException {
        RequestUrl url = RequestUrl.parse(request.url());
        PathName path = RequestDispatcher.pathOf(url);
        if (session.state() instanceof SessionState.PreRead(ReadPlan plan)) {
            if (!plan.path().equals(path)) {
                throw RtspException.of(
                        Status.AGGREGATE_OPERATION_NOT_ALLOWED, "session is of another path");
            }
            return CompletableFuture.completedFuture(add(plan, url, request, from));
        }
        return server.application()
                .setup(new ReadRequest(path, client), session)
                .handleAsync(
                        (stream, failure) ->
                                failure == null
                                        ? first(ReadPlan.of(url, path, stream), url, request, from)
                                        : DescribeRequests.refusal(failure),
                        session.executor());
    }

    private RtspResponse first(
            ReadPlan plan, RequestUrl url, RtspRequest request, RtspConnection from) {
        if (!(session.state() instanceof SessionState.Init)) {
            return RtspResponse.of(Status.SESSION_NOT_FOUND);
        }
        try {
            return add(plan, url, request, from);
        } catch (RtspException e) {
            return RtspResponse.refusal(e.status(), e.reason());
        }
    }

    private RtspResponse add(
            ReadPlan plan, RequestUrl url, RtspRequest request, RtspConnection from)
            throws RtspException {
        int track = trackOf(plan, url);
        if (plan.transports().containsKey(track)) {
            throw RtspException.of(
                    Status.METHOD_NOT_VALID_IN_THIS_STATE, "track is set up already");
        }
        TransportChoice.Receivers receivers =
                new TransportChoice.Receivers(
                        taking(plan, track),
                        _ -> session.touch(),
                        () -> server.multicast().flatMap(groups -> held(groups, plan, track)),
                        shown -> security(plan, track, from, shown));
        TrackTransport transport = transports.choose(request, from, false, receivers, plan::fits);
        session.become(new SessionState.PreRead(plan.with(track, transport)));
        long ssrc = plan.stream().ssrc(track);
        return transports.answered(request, transport, false, Optional.of(ssrc));
    }

    /** What a reader sends: a sign of life, and media where there is a back channel for it. */
    private Consumer<ByteBuf> taking(ReadPlan plan, int track) {
        if (!plan.stream().backChannels().contains(track)) {
            return _ -> session.touch();
        }
        return packet -> {
            session.touch();
            if (session.state() instanceof SessionState.Reading) {
                server.application().onBackChannel(session, track, packet);
            } else {
                server.count("rtsp_frames_dropped", "reason", "not-playing");
            }
        };
    }

    /** A key of this reader only: the one that its description has, if there was one. */
    private static SrtpSession security(
            ReadPlan plan, int track, RtspConnection from, Optional<MikeyMessage> shown) {
        SrtpKey key = from.keyOffers().take(plan.path(), track);
        return SrtpSession.of(key, plan.stream().ssrc(track), shown);
    }

    private static Optional<TrackTransport> held(MulticastGroups groups, ReadPlan plan, int track) {
        return groups.hold(plan.stream())
                .map(group ->
                        new TrackTransport.Multicast(
                                group, Objects.requireNonNull(group.addresses().get(track))));
    }

    /** The URL's track; the whole path will do where it has but one. */
    private static int trackOf(ReadPlan plan, RequestUrl url) throws RtspException {
        List<Integer> tracks = plan.stream().tracks();
        if (url.track().isPresent()) {
            int named = url.track().getAsInt();
            if (!tracks.contains(named)) {
                throw RtspException.of(Status.NOT_FOUND, "no track " + named);
            }
            return named;
        }
        if (tracks.size() != 1) {
            throw RtspException.of(
                    Status.AGGREGATE_OPERATION_NOT_ALLOWED, "SETUP names no trackID");
        }
        return tracks.getFirst();
    }

    CompletionStage<RtspResponse> play(RtspRequest request) throws RtspException {
        PlayRange range = PlayRange.of(request);
        ReadPlan plan = plan();
        if (session.state() instanceof SessionState.Reading && !RangeChoice.jumps(plan, range)) {
            return CompletableFuture.completedFuture(RtspResponse.of(Status.OK));
        }
        RequestUrl url = RequestUrl.parse(request.url());
        if (url.track().isPresent() && plan.transports().size() > 1) {
            throw RtspException.of(
                    Status.ONLY_AGGREGATE_OPERATION_ALLOWED, "PLAY of one track of several");
        }
        Instant now = Instant.EPOCH.plus(server.wallClockMicros().getAsLong(), ChronoUnit.MICROS);
        CompletionStage<ReadableStream> chosen = RangeChoice.choose(plan, range, now);
        server.application().onStateRequest(Method.PLAY, session);
        return chosen.handleAsync(
                        (stream, failure) ->
                                failure == null
                                        ? startIfOpen(plan.playing(stream), range)
                                        : CompletableFuture.completedFuture(
                                                DescribeRequests.refusal(failure)),
                        session.executor())
                .thenCompose(stage -> stage);
    }

    private ReadPlan plan() throws RtspException {
        return switch (session.state()) {
            case SessionState.PreRead(ReadPlan plan) -> plan;
            case SessionState.Reading(ReadPlan plan, _) -> plan;
            case SessionState.Init _,
                    SessionState.PreRecord _,
                    SessionState.Recording _,
                    SessionState.Closed _ ->
                    throw RtspException.of(
                            Status.METHOD_NOT_VALID_IN_THIS_STATE, "nothing is set up to play");
        };
    }

    private CompletionStage<RtspResponse> startIfOpen(ReadPlan plan, PlayRange asked) {
        if (session.state() instanceof SessionState.Reading(_, Playback before)) {
            before.close();
        } else if (!(session.state() instanceof SessionState.PreRead)) {
            return CompletableFuture.completedFuture(RtspResponse.of(Status.SESSION_NOT_FOUND));
        }
        return start(plan, asked);
    }

    private CompletionStage<RtspResponse> start(ReadPlan plan, PlayRange asked) {
        CompletableFuture<RtspResponse> answer = new CompletableFuture<>();
        Resumption resumption = new Resumption(session.executor());
        Playback playback = play(plan, resumption, new Events(plan, asked, answer));
        resumption.playback = Optional.of(playback);
        session.opener().onWritable().add(resumption);
        udpSockets().onWritable().add(resumption);
        session.become(new SessionState.Reading(plan, new Resumed(playback, resumption)));
        // A stream that stands still answers too: the first pictures come when it goes on.
        var _ =
                session.executor()
                        .schedule(
                                () -> answer.complete(playing(plan, asked, Optional.empty())),
                                FIRST_IMAGE_MILLIS,
                                TimeUnit.MILLISECONDS);
        LOG.info("{}: session {} reads path={}", session.peer(), session.id(), plan.path());
        return answer;
    }

    private Playback play(ReadPlan plan, Runnable resume, ReadListener events) {
        Optional<MulticastGroup> group = plan.group();
        if (group.isPresent()) {
            return group.get().join(session.executor(), events);
        }
        return plan.playing()
                .play(
                        new Playback.Request(
                                flavour(plan),
                                output(plan, resume),
                                session.executor(),
                                plan.chosen(),
                                events));
    }

    private RtspResponse playing(ReadPlan plan, PlayRange asked, Optional<RtpInfo> info) {
        String range = RangeChoice.header(plan, asked, info.flatMap(RtpInfo::wallClock));
        RtspResponse ok = RtspResponse.of(Status.OK).with(Headers.RANGE, range);
        return info.filter(known -> !known.tracks().isEmpty())
                .map(known -> ok.with(Headers.RTP_INFO, known.toHeader(plan.base())))
                .orElse(ok);
    }

    private static RtspFlavour flavour(ReadPlan plan) {
        Map<Integer, Integer> channels = new HashMap<>();
        plan.transports()
                .forEach((track, transport) -> {
                    if (transport instanceof TrackTransport.Tcp(_, var pair, _)) {
                        channels.put(track, pair.rtp());
                    }
                });
        return channels.isEmpty() ? new RtspFlavour.Udp() : new RtspFlavour.Tcp(channels);
    }

    private PacketOutput output(ReadPlan plan, Runnable resume) {
        PacketOutput output = plainOutput(plan, resume);
        Map<Integer, SrtpSender> senders = new HashMap<>();
        plan.transports()
                .forEach((track, transport) ->
                        transport
                                .security()
                                .ifPresent(security -> senders.put(track, security.sender())));
        return senders.isEmpty() ? output : new SecureOutput(output, senders, flavour(plan));
    }

    private PacketOutput plainOutput(ReadPlan plan, Runnable resume) {
        Map<Integer, Integer> rtcpChannels = new HashMap<>();
        Map<Integer, UdpOutput.Destination> destinations = new HashMap<>();
        plan.transports()
                .forEach((track, transport) -> {
                    switch (transport) {
                        case TrackTransport.Tcp(_, var pair, _) ->
                                rtcpChannels.put(track, pair.rtcp());
                        case TrackTransport.Udp(var rtp, var rtcp, _) ->
                                destinations.put(track, new UdpOutput.Destination(rtp, rtcp));
                        case TrackTransport.Multicast _ ->
                                throw new IllegalStateException("a group has its own output");
                    }
                });
        if (destinations.isEmpty()) {
            return new TcpOutput(session.opener().channel(), rtcpChannels);
        }
        UdpPorts.Sockets sockets = udpSockets();
        return new UdpOutput(
                new UdpOutput.Way(sockets.rtp(), sockets.rtcp(), server.udpPorts().segmentation()),
                destinations,
                server.wallClockMicros(),
                session.executor(),
                resume);
    }

    private UdpPorts.Sockets udpSockets() {
        return server.udpPorts().socketsOf(session.executor());
    }

    /** A playback that is woken when the peer, or the way to it, can take more. */
    private final class Resumed implements Playback {
        private final Playback playback;
        private final Runnable resumption;

        Resumed(Playback playback, Runnable resumption) {
            this.playback = playback;
            this.resumption = resumption;
        }

        @Override
        public void resume() {
            playback.resume();
        }

        @Override
        public long stalledMicros(long nowMicros) {
            return playback.stalledMicros(nowMicros);
        }

        @Override
        public Optional<Instant> place() {
            return playback.place();
        }

        @Override
        public void close() {
            playback.close();
            session.opener().onWritable().remove(resumption);
            udpSockets().onWritable().remove(resumption);
        }
    }

    /** Wakes the playback once there is one. */
    private static final class Resumption implements Runnable {
        private final EventExecutor executor;
        private volatile Optional<Playback> playback = Optional.empty();

        Resumption(EventExecutor executor) {
            this.executor = executor;
        }

        @Override
        public void run() {
            if (executor.inEventLoop()) {
                playback.ifPresent(Playback::resume);
            } else {
                executor.execute(this);
            }
        }
    }

    private final class Events implements ReadListener {
        private final ReadPlan plan;
        private final PlayRange asked;
        private final CompletableFuture<RtspResponse> answer;

        Events(ReadPlan plan, PlayRange asked, CompletableFuture<RtspResponse> answer) {
            this.plan = plan;
            this.asked = asked;
            this.answer = answer;
        }

        @Override
        public void onFirstImage(RtpInfo info) {
            answer.complete(playing(plan, asked, Optional.of(plan.asSeen(info))));
        }

        @Override
        public void onPacketsDropped(long packets) {
            server.application().events().onPacketsDropped(session, packets);
        }

        @Override
        public void onEnd(EndReason reason) {
            answer.complete(RtspResponse.refusal(Status.NOT_FOUND, reason.text()));
            session.end(reason);
        }
    }
}
