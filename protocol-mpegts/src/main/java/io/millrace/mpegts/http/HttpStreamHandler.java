package io.millrace.mpegts.http;

import io.millrace.stream.Client;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.RefusedException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests for streams out of an HTTP connection and lets others pass. From a stream's first
 * byte on the connection is its own, and ends with it.
 *
 * <pre>
 * PASSING → ASKING     a request for a stream, when those before it are answered
 * ASKING → PASSING     it was answered at once: refusals, HEAD, OPTIONS
 * ASKING → STREAMING   it was admitted
 * any → CLOSING        the connection ends
 * </pre>
 */
final class HttpStreamHandler extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HttpStreamHandler.class);
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final HttpStreams streams;
    private final HttpStreamCounters counters;
    private State state = new State.Passing();
    private int unanswered;
    private boolean inRequest;
    private boolean swallowing;

    /** What the connection is used for. */
    private sealed interface State {
        record Passing() implements State {}

        /** A request for a stream that others go before. */
        record Queued(StreamRequest request) implements State {}

        record Asking(StreamRequest request) implements State {}

        record Streaming(StreamReader reader) implements State {}

        record Closing() implements State {}
    }

    HttpStreamHandler(HttpStreams streams, HttpStreamCounters counters) {
        this.streams = streams;
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (state) {
            case State.Passing() -> pass(context, message);
            case State.Queued _, State.Asking _ -> {
                if (message instanceof HttpRequest) {
                    state = new State.Closing();
                    var _ = context.close();
                }
                release(message);
            }
            case State.Streaming _, State.Closing() -> release(message);
        }
    }

    private void release(Object message) {
        swallowing &= !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
    }

    private void pass(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            Optional<StreamRequest> ours = StreamRequest.of(request, streams.forms());
            if (ours.isPresent()) {
                swallowing = true;
                release(message);
                state = new State.Queued(ours.get());
                askWhenFirst(context);
                return;
            }
            // Who decides about HTTP/2 sends a connection's first request through here again.
            unanswered += inRequest ? 0 : 1;
            inRequest = true;
        } else if (swallowing) {
            release(message);
            return;
        }
        inRequest &= !(message instanceof LastHttpContent);
        context.fireChannelRead(message);
    }

    private void askWhenFirst(ChannelHandlerContext context) {
        if (unanswered == 0 && state instanceof State.Queued(StreamRequest request)) {
            state = new State.Asking(request);
            ask(context, request);
        }
    }

    /** Notes when what passed is answered; 1xx is no answer yet. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean informational =
                message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        var _ = context.write(message, promise);
        if (message instanceof LastHttpContent && !informational && unanswered > 0) {
            unanswered--;
            askWhenFirst(context);
        }
    }

    private void ask(ChannelHandlerContext context, StreamRequest request) {
        HttpMethod method = request.http().method();
        Optional<String> problem = request.problem();
        if (method.equals(HttpMethod.OPTIONS)) {
            answer(context, request, Answer.options());
        } else if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            answer(context, request, Answer.methodNotAllowed());
        } else if (problem.isPresent()) {
            answer(context, request, Answer.problem(HttpResponseStatus.BAD_REQUEST, problem.get()));
        } else if (request.http().decoderResult().isFailure()) {
            answer(
                    context,
                    request,
                    Answer.problem(HttpResponseStatus.BAD_REQUEST, "malformed request"));
        } else {
            open(context, request);
        }
    }

    private void open(ChannelHandlerContext context, StreamRequest request) {
        ReaderStatistics statistics = new ReaderStatistics();
        InetSocketAddress peer =
                streams.front()
                        .viewer(
                                (InetSocketAddress) context.channel().remoteAddress(),
                                request.http().headers().getAll("X-Forwarded-For"));
        Client client = request.client(peer).withStatistics(statistics::map);
        var session = new StreamReader.Session(counters, statistics);
        streams.reading()
                .open(new ReadRequest(new PathName(request.path()), client))
                .whenComplete((stream, failure) ->
                        context.executor()
                                .execute(() -> {
                                    if (failure == null) {
                                        tryOpen(context, request, stream, client, session);
                                    } else {
                                        onRefused(context, request, client, failure);
                                    }
                                }));
    }

    /** An edge: a fault of ours ends this connection only. */
    private void tryOpen(
            ChannelHandlerContext context,
            StreamRequest request,
            LiveStream stream,
            Client client,
            StreamReader.Session session) {
        try {
            onOpened(context, request, stream, client, session);
        } catch (RuntimeException fault) {
            LOG.error("{} reading failed", client.peer(), fault);
            var _ = context.close();
        }
    }

    private void onOpened(
            ChannelHandlerContext context,
            StreamRequest request,
            LiveStream stream,
            Client client,
            StreamReader.Session session) {
        Optional<String> refusal = request.form().refusal().apply(stream.path(), stream.tracks());
        if (refusal.isPresent()) {
            answer(
                    context,
                    request,
                    Answer.problem(HttpResponseStatus.NOT_ACCEPTABLE, refusal.get()));
        } else if (request.http().method().equals(HttpMethod.HEAD)) {
            answer(context, request, Answer.head(request));
        } else if (state instanceof State.Asking) {
            StreamReader reader = new StreamReader(context, request, stream, client, session);
            state = new State.Streaming(reader);
            Channel channel = context.channel();
            channel.config().setWriteBufferWaterMark(WATER_MARK);
            counters.answered(HttpResponseStatus.OK.code());
            HttpResponse head = Answer.stream(request);
            share(request, head);
            var _ = context.writeAndFlush(head);
            reader.start(streams.timeout().get());
        }
    }

    private void onRefused(
            ChannelHandlerContext context,
            StreamRequest request,
            Client client,
            Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof RefusedException refused) {
            LOG.info("{} read refused: {}", client.peer(), refused.getMessage());
            answer(context, request, Answer.refused(refused, request.rest()));
        } else {
            LOG.error("{} read failed", client.peer(), cause);
            answer(
                    context,
                    request,
                    Answer.problem(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error"));
        }
    }

    /** Whose pages may read the answer. */
    private void share(StreamRequest request, HttpResponse response) {
        String origin = request.http().headers().get(HttpHeaderNames.ORIGIN);
        HttpHeaders headers = response.headers();
        headers.remove(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN);
        streams.front()
                .allowedOrigin(Optional.ofNullable(origin))
                .ifPresent(allowed -> {
                    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
                    if (!allowed.equals("*")) {
                        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
                    }
                });
    }

    private void answer(
            ChannelHandlerContext context, StreamRequest request, FullHttpResponse response) {
        if (!(state instanceof State.Asking)) {
            response.release();
            return;
        }
        share(request, response);
        counters.answered(response.status().code());
        boolean keepAlive = HttpUtil.isKeepAlive(request.http());
        HttpUtil.setKeepAlive(response.headers(), request.http().protocolVersion(), keepAlive);
        if (request.http().method().equals(HttpMethod.HEAD)) {
            response.content().clear();
        }
        state = keepAlive ? new State.Passing() : new State.Closing();
        ChannelFuture written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** Behind us may be a handler that reads on demand, and does not know of our request. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        if (swallowing || !(state instanceof State.Passing) || unanswered == 0) {
            context.read();
        }
    }

    /** A stream's reader sends nothing: that is no idleness. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof IdleStateEvent) || state instanceof State.Passing) {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (state instanceof State.Streaming(StreamReader reader)) {
            reader.onWritabilityChanged();
        } else {
            context.fireChannelWritabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (state instanceof State.Streaming(StreamReader reader)) {
            reader.stop();
        }
        state = new State.Closing();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (state instanceof State.Streaming) {
            LOG.debug("{}: {}", context.channel(), cause.toString());
            var _ = context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
