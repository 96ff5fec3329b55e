package io.millrace.rtsp;

import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.RefusedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** DESCRIBE (RFC 2326, section 10.2): what a path offers. */
final class DescribeRequests {
    private final ServerContext server;

    DescribeRequests(ServerContext server) {
        this.server = server;
    }

    CompletionStage<RtspResponse> handle(RequestUrl url, ReadRequest request) {
        return server.application()
                .describe(request)
                .handle((stream, failure) ->
                        failure == null ? describe(url, stream) : refusal(failure));
    }

    private static RtspResponse describe(RequestUrl url, ReadableStream stream) {
        try {
            return RtspResponse.of(Status.OK)
                    .with(Headers.CONTENT_BASE, url.contentBase())
                    .withBody("application/sdp", stream.describe().toText());
        } catch (RtspException e) {
            return RtspResponse.refusal(e.status(), e.reason());
        }
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

    /** The status of a refusal. */
    static Status status(RefusedException.Cause cause) {
        return switch (cause) {
            case NOT_FOUND -> Status.NOT_FOUND;
            case UNAUTHENTICATED -> Status.UNAUTHORIZED;
            case BUSY, FORBIDDEN -> Status.FORBIDDEN;
            case LIMIT, UNAVAILABLE -> Status.SERVICE_UNAVAILABLE;
        };
    }
}
