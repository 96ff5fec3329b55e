package io.millrace.rtsp;

import io.millrace.media.Track;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DESCRIBE (RFC 2326, section 10.2): the newest tracks of a path. */
final class DescribeRequests {
    private static final Logger LOG = LoggerFactory.getLogger(DescribeRequests.class);

    private final ServerContext server;

    DescribeRequests(ServerContext server) {
        this.server = server;
    }

    CompletionStage<RtspResponse> handle(Reading reading, RequestUrl url, ReadRequest request) {
        PathName path = request.path();
        return reading.open(request)
                .handle((stream, failure) -> {
                    if (failure != null) {
                        return refusal(failure);
                    }
                    return describe(url, path, stream.tracks());
                });
    }

    private RtspResponse describe(RequestUrl url, PathName path, List<Track> tracks) {
        if (tracks.isEmpty()) {
            server.count("rtsp_describe_without_tracks", "path", path.value());
            return RtspResponse.refusal(Status.NOT_FOUND, "path '" + path + "' has no tracks yet");
        }
        CarriedTracks carried = CarriedTracks.of(Container.RTP, tracks);
        if (carried.carried().isEmpty()) {
            return RtspResponse.refusal(
                    Status.UNSUPPORTED_MEDIA_TYPE, carried.refusal(path.value()));
        }
        carried.warning(path.value())
                .ifPresent(warning -> {
                    server.count("rtsp_tracks_left_out", "path", path.value());
                    LOG.warn(warning);
                });
        return RtspResponse.of(Status.OK)
                .with(Headers.CONTENT_BASE, url.contentBase())
                .withBody(
                        "application/sdp",
                        SessionDescription.of(path.value(), carried.carried()).toText());
    }

    /** The answer to a publish or read that is not admitted. */
    static RtspResponse refusal(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case RefusedException refused ->
                    RtspResponse.refusal(
                            status(refused.refusal()), String.valueOf(refused.getMessage()));
            case RtspException refused -> RtspResponse.refusal(refused.status(), refused.reason());
            default -> throw new CompletionException(cause);
        };
    }

    private static Status status(RefusedException.Cause cause) {
        return switch (cause) {
            case NOT_FOUND -> Status.NOT_FOUND;
            case UNAUTHENTICATED -> Status.UNAUTHORIZED;
            case BUSY, FORBIDDEN -> Status.FORBIDDEN;
            case LIMIT, UNAVAILABLE -> Status.SERVICE_UNAVAILABLE;
        };
    }
}
