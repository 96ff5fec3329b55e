package io.millrace.mpegts.http;

import io.millrace.mpegts.http.HttpTsClient.Attempt;
import io.millrace.mpegts.http.HttpTsException.Kind;
import io.millrace.stream.Credentials;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Sends one request and reads its answer. Confined to the connection's event loop.
 *
 * <table>
 * <caption>States</caption>
 * <tr><td>ASKED</td><td>200 → STREAMING; a redirect, another answer or a problem → OVER</td></tr>
 * <tr><td>STREAMING</td><td>end of the body, of the connection, or a problem → OVER</td></tr>
 * <tr><td>OVER</td><td>the connection closes; nothing is told any more</td></tr>
 * </table>
 */
final class ResponseReader extends SimpleChannelInboundHandler<HttpObject> {
    private static final int MAX_REDIRECTS = 5;

    private final Attempt attempt;
    private final HttpTsSink sink;
    private final CompletableFuture<HttpTsStream> opened;
    private final Consumer<Attempt> onRedirect;
    private State state = State.ASKED;

    private enum State {
        ASKED,
        STREAMING,
        OVER
    }

    ResponseReader(
            Attempt attempt,
            HttpTsSink sink,
            CompletableFuture<HttpTsStream> opened,
            Consumer<Attempt> onRedirect) {
        this.attempt = attempt;
        this.sink = sink;
        this.opened = opened;
        this.onRedirect = onRedirect;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!attempt.isTls()) {
            ask(context);
        }
    }

    private void ask(ChannelHandlerContext context) {
        URI uri = attempt.uri();
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        request.headers()
                .set(HttpHeaderNames.HOST, uri.getHost() + port)
                .set(HttpHeaderNames.ACCEPT, "video/mp2t, */*;q=0.5")
                .set(HttpHeaderNames.ACCEPT_ENCODING, "identity")
                .set(HttpHeaderNames.USER_AGENT, "millrace");
        authorization()
                .ifPresent(value -> request.headers().set(HttpHeaderNames.AUTHORIZATION, value));
        var _ = context.writeAndFlush(request);
    }

    /** RFC 7617 and RFC 6750, for the server that they are of. */
    private Optional<String> authorization() {
        if (!attempt.isSameServer(attempt.request().uri())) {
            return Optional.empty();
        }
        return switch (attempt.request().credentials()) {
            case Credentials.None() -> Optional.empty();
            case Credentials.Password(String user, String password) ->
                    Optional.of(
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    (user + ":" + password)
                                                            .getBytes(StandardCharsets.UTF_8)));
            case Credentials.Token(String value) -> Optional.of("Bearer " + value);
            case Credentials.Digest _ -> Optional.empty();
        };
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            finish(
                    context,
                    Optional.of(attempt.problem(Kind.PROTOCOL, message.decoderResult().cause())));
            return;
        }
        if (state == State.ASKED && message instanceof HttpResponse response) {
            begin(context, response);
        }
        if (state == State.STREAMING && message instanceof HttpContent content) {
            if (content.content().isReadable()) {
                sink.onBytes(content.content());
            }
            if (content instanceof LastHttpContent) {
                finish(context, Optional.empty());
            }
        }
    }

    private void begin(ChannelHandlerContext context, HttpResponse response) {
        int status = response.status().code();
        switch (status) {
            case 200 -> accept(context, response);
            case 301, 302, 303, 307, 308 -> redirect(context, response);
            default -> {
                if (status >= 200) {
                    refuse(
                            context,
                            attempt.problem(Kind.STATUS, status, "answer " + response.status()));
                }
            }
        }
    }

    /** Some servers say nothing of the type, or octet-stream; a page or a playlist is no stream. */
    private void accept(ChannelHandlerContext context, HttpResponse response) {
        String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "video/mp2t");
        String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String encoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        boolean usable =
                plain.startsWith("video/")
                        || plain.equals("application/octet-stream")
                        || plain.equals("application/mp2t");
        if (!usable || !encoding.equalsIgnoreCase("identity")) {
            refuse(
                    context,
                    attempt.problem(
                            Kind.CONTENT_TYPE,
                            200,
                            "no transport stream but " + shown(plain, encoding)));
            return;
        }
        state = State.STREAMING;
        opened.complete(
                new HttpTsStream(
                        context.channel(), attempt.uri(), () -> finish(context, Optional.empty())));
    }

    private static String shown(String type, String encoding) {
        String all = type + ", encoding " + encoding;
        return all.substring(0, Math.min(100, all.length()));
    }

    private void redirect(ChannelHandlerContext context, HttpResponse response) {
        int status = response.status().code();
        String location = response.headers().get(HttpHeaderNames.LOCATION, "");
        Optional<URI> target = target(location);
        if (target.isEmpty()) {
            refuse(context, attempt.problem(Kind.REDIRECT, status, "redirected to nowhere"));
        } else if (attempt.redirects() == MAX_REDIRECTS) {
            refuse(context, attempt.problem(Kind.REDIRECT, status, "redirected too often"));
        } else if (attempt.isTls() && !"https".equalsIgnoreCase(target.get().getScheme())) {
            refuse(
                    context,
                    attempt.problem(Kind.REDIRECT, status, "redirected from https to http"));
        } else {
            state = State.OVER;
            var _ = context.close();
            onRedirect.accept(
                    new Attempt(attempt.request(), target.get(), attempt.redirects() + 1));
        }
    }

    private Optional<URI> target(String location) {
        try {
            URI target = attempt.uri().resolve(location);
            boolean known =
                    "http".equalsIgnoreCase(target.getScheme())
                            || "https".equalsIgnoreCase(target.getScheme());
            return known && target.getHost() != null && !location.isEmpty()
                    ? Optional.of(target)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private void refuse(ChannelHandlerContext context, HttpTsException problem) {
        state = State.OVER;
        opened.completeExceptionally(problem);
        var _ = context.close();
    }

    private void finish(ChannelHandlerContext context, Optional<HttpTsException> problem) {
        State before = state;
        state = State.OVER;
        switch (before) {
            case ASKED ->
                    opened.completeExceptionally(
                            problem.orElseGet(
                                    () -> attempt.problem(Kind.CUT_OFF, 0, "closed unanswered")));
            case STREAMING -> sink.onEnd(problem);
            case OVER -> {}
        }
        var _ = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finish(
                context,
                Optional.of(attempt.problem(Kind.CUT_OFF, 0, "the connection ended early")));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                ask(context);
            } else {
                finish(context, Optional.of(attempt.problem(Kind.CONNECT, handshake.cause())));
            }
        } else if (event instanceof IdleStateEvent && context.channel().config().isAutoRead()) {
            finish(context, Optional.of(attempt.problem(Kind.TIMEOUT, 0, "nothing came for long")));
        }
    }

    /** Network errors end the stream; an error of the sink too, and is told as such. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Kind kind =
                cause instanceof java.io.IOException
                        ? Kind.CUT_OFF
                        : cause instanceof io.netty.handler.codec.CodecException
                                ? Kind.PROTOCOL
                                : Kind.SINK;
        finish(context, Optional.of(attempt.problem(kind, cause)));
    }
}
