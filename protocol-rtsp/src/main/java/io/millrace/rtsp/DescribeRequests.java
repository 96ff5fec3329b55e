package io.millrace.rtsp;

import io.millrace.media.sdp.SdpMedia;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.srtp.MikeyMessage;
import io.millrace.rtsp.srtp.SecureDescriptions;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.RefusedException;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** DESCRIBE (RFC 2326, section 10.2): what a path offers. */
final class DescribeRequests {
    /** The query of a URL that asks for it. */
    private static final String VLC_MULTICAST = "vlcmulticast";

    private final ServerContext server;

    DescribeRequests(ServerContext server) {
        this.server = server;
    }

    /** The answer; holds are released on the connection's event loop. */
    CompletionStage<RtspResponse> handle(
            RequestUrl url, ReadRequest request, RtspConnection from, boolean backChannels) {
        return server.application()
                .describe(request)
                .handle((stream, failure) ->
                        failure == null
                                ? described(url, request, new Asked(stream, backChannels), from)
                                : refusal(failure));
    }

    /** A stream, and whether who asks wants to send to it. */
    private record Asked(ReadableStream stream, boolean backChannels) {}

    private RtspResponse described(
            RequestUrl url, ReadRequest request, Asked asked, RtspConnection from) {
        try {
            return RtspResponse.of(Status.OK)
                    .with(Headers.CONTENT_BASE, url.contentBase())
                    .withBody("application/sdp", description(url, request, asked, from).toText());
        } catch (RtspException e) {
            RtspResponse refusal = RtspResponse.refusal(e.status(), e.reason());
            return e.status() == Status.OPTION_NOT_SUPPORTED
                    ? refusal.with(Headers.UNSUPPORTED, Headers.BACK_CHANNEL)
                    : refusal;
        }
    }

    private SessionDescription description(
            RequestUrl url, ReadRequest request, Asked asked, RtspConnection from)
            throws RtspException {
        ReadableStream stream = asked.stream();
        SessionDescription description = stream.describe(asked.backChannels());
        if (url.query().equals(VLC_MULTICAST)) {
            return grouped(description, stream, from.channel().eventLoop());
        }
        return from.isSecure() && server.settings().security().srtp()
                ? secured(description, request.path(), stream, from.keyOffers())
                : description;
    }

    /** Over TLS, media may be set up as SRTP, with the keys told here (RFC 4567). */
    private static SessionDescription secured(
            SessionDescription description, PathName path, ReadableStream stream, KeyOffers keys) {
        return SecureDescriptions.of(
                description,
                place -> {
                    int track = stream.tracks().get(place);
                    return MikeyMessage.of(keys.offer(path, track), List.of(stream.ssrc(track)));
                });
    }

    /** VLC takes multicast only where the description names the groups: they are held for it. */
    private SessionDescription grouped(
            SessionDescription description, ReadableStream stream, EventExecutor executor)
            throws RtspException {
        MulticastGroups groups =
                server.multicast()
                        .orElseThrow(() ->
                                RtspException.of(Status.NOT_FOUND, "no multicast is served here"));
        MulticastGroup group =
                groups.hold(stream)
                        .orElseThrow(() ->
                                RtspException.of(
                                        Status.NOT_ENOUGH_BANDWIDTH, "all groups are in use"));
        long holdMillis = server.settings().sessionTimeout().toMillis();
        var _ = executor.schedule(group::release, holdMillis, TimeUnit.MILLISECONDS);
        List<MulticastAddress> addresses = List.copyOf(group.addresses().values());
        List<SdpMedia> media = new ArrayList<>();
        for (SdpMedia one : description.media()) {
            MulticastAddress to = addresses.get(media.size());
            media.add(
                    new SdpMedia(
                            one.kind(),
                            to.rtpPort(),
                            one.protocol(),
                            one.formats(),
                            Optional.of(to.group().getHostAddress() + "/" + groups.ttl()),
                            one.attributes()));
        }
        return new SessionDescription(
                description.name(),
                description.connectionAddress(),
                description.attributes(),
                media);
    }

    /** The answer to a publish or read that is not admitted. */
    static RtspResponse refusal(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case RefusedException refused -> refusal(refused);
            case RtspException refused -> RtspResponse.refusal(refused.status(), refused.reason());
            default -> throw new CompletionException(cause);
        };
    }

    private static RtspResponse refusal(RefusedException refused) {
        RtspResponse response =
                RtspResponse.refusal(
                        status(refused.refusal()), String.valueOf(refused.getMessage()));
        return refused.location().isEmpty()
                ? response
                : response.with(Headers.LOCATION, refused.location());
    }

    /** The status of a refusal. */
    static Status status(RefusedException.Cause cause) {
        return switch (cause) {
            case NOT_FOUND -> Status.NOT_FOUND;
            case UNAUTHENTICATED -> Status.UNAUTHORIZED;
            case BUSY, FORBIDDEN -> Status.FORBIDDEN;
            case LIMIT, UNAVAILABLE -> Status.SERVICE_UNAVAILABLE;
            case MOVED -> Status.FOUND;
        };
    }
}
