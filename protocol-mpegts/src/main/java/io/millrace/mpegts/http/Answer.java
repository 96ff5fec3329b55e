package io.millrace.mpegts.http;

import io.millrace.stream.RefusedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** The answers to requests for streams; pages of every origin may read them. */
final class Answer {
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private Answer() {}

    /** The head of an endless answer: HTTP/1.0 ends it by closing the connection. */
    static HttpResponse stream(StreamRequest request) {
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        common(response.headers())
                .set(HttpHeaderNames.CONTENT_TYPE, request.form().mediaType())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (request.http().protocolVersion().isKeepAliveDefault()) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return response;
    }

    /** The answer to HEAD: what GET would have said. */
    static FullHttpResponse head(StreamRequest request) {
        FullHttpResponse response = empty(HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, request.form().mediaType());
        return response;
    }

    /** The answer to OPTIONS: what pages of other origins may do. */
    static FullHttpResponse options() {
        FullHttpResponse response = empty(HttpResponseStatus.NO_CONTENT);
        response.headers()
                .set(HttpHeaderNames.ALLOW, METHODS)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "*")
                .set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "86400");
        return response;
    }

    static FullHttpResponse methodNotAllowed() {
        FullHttpResponse response =
                problem(HttpResponseStatus.METHOD_NOT_ALLOWED, "only " + METHODS + " are served");
        response.headers().set(HttpHeaderNames.ALLOW, METHODS);
        return response;
    }

    /**
     * Why the request is not served.
     *
     * @param rest of the URL, behind the path's name
     */
    static FullHttpResponse refused(RefusedException refused, String rest) {
        String text = String.valueOf(refused.getMessage());
        return switch (refused.refusal()) {
            case NOT_FOUND -> problem(HttpResponseStatus.NOT_FOUND, text);
            case BUSY -> problem(HttpResponseStatus.CONFLICT, text);
            case FORBIDDEN -> problem(HttpResponseStatus.FORBIDDEN, text);
            case LIMIT, UNAVAILABLE -> unavailable(text);
            case MOVED -> {
                FullHttpResponse response = problem(HttpResponseStatus.FOUND, text);
                response.headers().set(HttpHeaderNames.LOCATION, refused.location() + rest);
                yield response;
            }
            case UNAUTHENTICATED -> {
                FullHttpResponse response = problem(HttpResponseStatus.UNAUTHORIZED, text);
                response.headers()
                        .set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"millrace\"");
                yield response;
            }
        };
    }

    private static FullHttpResponse unavailable(String text) {
        FullHttpResponse response = problem(HttpResponseStatus.SERVICE_UNAVAILABLE, text);
        response.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        return response;
    }

    static FullHttpResponse problem(HttpResponseStatus status, String text) {
        ByteBuf body = Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        common(response.headers())
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    private static FullHttpResponse empty(HttpResponseStatus status) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        common(response.headers());
        return response;
    }

    private static HttpHeaders common(HttpHeaders headers) {
        return headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "*")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("X-Content-Type-Options", "nosniff");
    }
}
