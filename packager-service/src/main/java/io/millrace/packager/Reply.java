package io.millrace.packager;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * An HTTP answer.
 *
 * @param caching the Cache-Control header
 * @param headers those of this answer alone
 * @param body owned by the reply; whoever sends it or drops it releases it
 * @param longBody in place of {@code body}, which is empty then
 * @param growing what is sent in place of the body, as it comes
 */
record Reply(
        int status,
        Optional<String> mediaType,
        String caching,
        Map<String, String> headers,
        ByteBuf body,
        Optional<LongBody> longBody,
        Optional<GrowingBody> growing) {
    static final String NOT_CACHED = "no-store";

    /** Of Cache-Control (RFC 8246): the bytes never change under their name. */
    static final String IMMUTABLE = "immutable";

    /** What is not there now may be soon: caches spare the server the crowd, no more. */
    private static final String MISSING_CACHING = "public, max-age=1";

    private static final String TEXT = "text/plain; charset=utf-8";

    Reply {
        headers = Map.copyOf(headers);
    }

    /** An answer whose body is there. */
    Reply(
            int status,
            Optional<String> mediaType,
            String caching,
            Map<String, String> headers,
            ByteBuf body) {
        this(status, mediaType, caching, headers, body, Optional.empty(), Optional.empty());
    }

    static Reply ok(String mediaType, String caching, ByteBuf body) {
        return new Reply(200, Optional.of(mediaType), caching, Map.of(), body);
    }

    /** Content that is still being made. */
    static Reply growing(String mediaType, String caching, GrowingBody body) {
        return new Reply(
                200,
                Optional.of(mediaType),
                caching,
                Map.of(),
                Unpooled.EMPTY_BUFFER,
                Optional.empty(),
                Optional.of(body));
    }

    /** An answer whose body is {@code reason} for people to read. */
    static Reply problem(int status, String reason, Map<String, String> headers) {
        byte[] text = (reason + "\n").getBytes(StandardCharsets.UTF_8);
        return new Reply(
                status, Optional.of(TEXT), NOT_CACHED, headers, Unpooled.wrappedBuffer(text));
    }

    /** What was asked for is not there. */
    static Reply notFound(String reason) {
        Reply problem = problem(404, reason, Map.of());
        return new Reply(404, problem.mediaType, MISSING_CACHING, Map.of(), problem.body);
    }

    /** An answer without content. */
    static Reply empty(int status, String caching, Map<String, String> headers) {
        return new Reply(status, Optional.empty(), caching, headers, Unpooled.EMPTY_BUFFER);
    }

    /** The same, with another Cache-Control header. */
    Reply withCaching(String other) {
        return new Reply(status, mediaType, other, headers, body, longBody, growing);
    }

    /** The same, with the bytes of a body that grows told as they come. */
    Reply counted(LongConsumer bytes) {
        return new Reply(
                status,
                mediaType,
                caching,
                headers,
                body,
                longBody,
                growing.map(content -> content.counted(bytes)));
    }

    /** Bytes of whichever body it has; none of one that grows. */
    long sizeBytes() {
        return longBody.map(LongBody::sizeBytes).orElse((long) body.readableBytes());
    }

    /** The same with another body; that of this one is left to the caller. */
    Reply withBody(ByteBuf other) {
        return new Reply(status, mediaType, caching, headers, other);
    }

    /** The same with another status. */
    Reply withStatus(int other) {
        return new Reply(other, mediaType, caching, headers, body, longBody, growing);
    }

    /** The same with one more header, or another value of it. */
    Reply with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Reply(status, mediaType, caching, more, body, longBody, growing);
    }
}
