package io.millrace.rtsp.client;

import io.millrace.media.Bytes;
import io.millrace.rtsp.auth.ClientAuthentication;
import io.millrace.rtsp.client.RtspClientException.Kind;
import io.millrace.rtsp.message.Headers;
import io.millrace.rtsp.message.InterleavedFrame;
import io.millrace.rtsp.message.MessageLimits;
import io.millrace.rtsp.message.RtspDecoder;
import io.millrace.rtsp.message.RtspEncoder;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspMessage;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection: requests and their answers, which may overtake frames and each other, and
 * interleaved frames. Answers 401 once with credentials. Confined to its event loop; futures
 * complete on it.
 */
final class ClientConnection extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final int MAX_BODY_BYTES = 131_072;
    private static final int MAX_WAITING = 64;
    private static final String USER_AGENT = "millrace";

    private final RtspSource source;
    private final Optional<ClientAuthentication> authentication;
    private final RtspDecoder decoder;
    private final Map<Integer, Waiting> waiting = new HashMap<>();
    private final CompletableFuture<ClientConnection> active = new CompletableFuture<>();
    private Listener listener = Listener.NONE;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Channel carrier;
    private Optional<RtspClientException> failure = Optional.empty();
    private Optional<String> session = Optional.empty();
    private int sequence;

    /** What comes without being asked for. */
    interface Listener {
        Listener NONE =
                new Listener() {
                    @Override
                    public void onFrame(int channel, ByteBuf packet) {}

                    @Override
                    public void onClosed(RtspClientException why) {}
                };

        /** An interleaved packet; borrowed. */
        void onFrame(int channel, ByteBuf packet);

        /** Called once. */
        void onClosed(RtspClientException why);
    }

    private record Waiting(
            String method,
            String url,
            Headers headers,
            Bytes body,
            CompletableFuture<RtspResponse> answer,
            ScheduledFuture<?> timeout) {}

    ClientConnection(RtspSource source, Optional<ClientAuthentication> authentication) {
        this.source = source;
        this.authentication = authentication;
        MessageLimits standard = MessageLimits.standard();
        this.decoder =
                new RtspDecoder(
                        new MessageLimits(
                                standard.lineBytes(),
                                standard.headBytes(),
                                standard.headers(),
                                MAX_BODY_BYTES));
    }

    /** Completes when requests may be sent. */
    CompletableFuture<ClientConnection> active() {
        return active;
    }

    void listen(Listener newListener) {
        listener = newListener;
        failure.ifPresent(newListener::onClosed);
    }

    EventLoop loop() {
        return context().channel().eventLoop();
    }

    /** Runs it on the loop; never, where the client was closed: then all of it has ended. */
    void execute(Runnable task) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.debug("{}: the client is closed: {}", source, closed.toString());
        }
    }

    ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not connected");
    }

    /** By which all that is sent leaves; another than that by which answers come in HTTP. */
    Channel carrier() {
        return carrier == null ? context().channel() : carrier;
    }

    /** What is sent leaves by another connection, on the same loop. */
    void sendBy(Channel up) {
        carrier = up;
    }

    boolean isClosed() {
        return failure.isPresent();
    }

    /** Named in all further requests. */
    void useSession(String id) {
        session = Optional.of(id);
    }

    /** Sends a request; the future fails with {@link RtspClientException}. */
    CompletableFuture<RtspResponse> request(String method, String url, Headers headers) {
        return request(method, url, headers, RtspResponse.of(Status.OK).body());
    }

    /** Likewise, with a body. */
    CompletableFuture<RtspResponse> request(
            String method, String url, Headers headers, Bytes body) {
        CompletableFuture<RtspResponse> answer = new CompletableFuture<>();
        if (failure.isPresent()) {
            answer.completeExceptionally(failure.get());
        } else if (waiting.size() >= MAX_WAITING) {
            answer.completeExceptionally(problem(Kind.TIMEOUT, "requests are not answered"));
        } else {
            send(method, url, headers, body, answer);
        }
        return answer;
    }

    private void send(
            String method,
            String url,
            Headers headers,
            Bytes body,
            CompletableFuture<RtspResponse> answer) {
        int number = ++sequence;
        Headers all = headers.with(Headers.CSEQ, String.valueOf(number));
        all = all.with(Headers.USER_AGENT, USER_AGENT);
        if (session.isPresent()) {
            all = all.with(Headers.SESSION, session.get());
        }
        Optional<String> proof = authentication.flatMap(known -> known.authorization(method, url));
        if (proof.isPresent()) {
            all = all.with("Authorization", proof.get());
        }
        ScheduledFuture<?> timeout =
                loop().schedule(
                                () -> onTimeout(number),
                                source.answerTimeout().toMillis(),
                                TimeUnit.MILLISECONDS);
        waiting.put(number, new Waiting(method, url, headers, body, answer, timeout));
        ByteBuf out = context().alloc().buffer();
        RtspEncoder.encode(new RtspRequest(method, url, all, body), out);
        var _ = context().writeAndFlush(out);
    }

    private void onTimeout(int number) {
        Waiting late = waiting.remove(number);
        if (late != null) {
            late.answer()
                    .completeExceptionally(problem(Kind.TIMEOUT, "no answer to " + late.method()));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext activated) {
        active.complete(this);
        activated.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext decoding, ByteBuf in, List<Object> out) {
        try {
            Optional<RtspMessage> message = decoder.decode(in);
            if (message.isPresent()) {
                onMessage(message.get());
            }
        } catch (RtspException e) {
            in.skipBytes(in.readableBytes());
            fail(problem(Kind.PROTOCOL, e.reason()));
        }
    }

    private void onMessage(RtspMessage message) {
        switch (message) {
            case RtspResponse response -> onResponse(response);
            case InterleavedFrame frame -> {
                try {
                    listener.onFrame(frame.channel(), frame.content());
                } finally {
                    frame.release();
                }
            }
            case RtspRequest request -> answerServer(request);
        }
    }

    private void onResponse(RtspResponse response) {
        Optional<Waiting> asked = asked(response);
        if (asked.isEmpty()) {
            return;
        }
        Waiting request = asked.get();
        request.timeout().cancel(false);
        boolean again =
                response.code() == Status.UNAUTHORIZED.code()
                        && authentication
                                .map(known -> known.onChallenge(response.headers()))
                                .orElse(false);
        if (again) {
            send(
                    request.method(),
                    request.url(),
                    request.headers(),
                    request.body(),
                    request.answer());
        } else {
            request.answer().complete(response);
        }
    }

    /** An answer without a readable CSeq belongs to the only request there is. */
    private Optional<Waiting> asked(RtspResponse response) {
        String number = response.headers().first(Headers.CSEQ).orElse("").strip();
        if (number.matches("[0-9]{1,9}")) {
            return Optional.ofNullable(waiting.remove(Integer.parseInt(number)));
        }
        if (waiting.size() == 1) {
            return Optional.ofNullable(waiting.remove(waiting.keySet().iterator().next()));
        }
        return Optional.empty();
    }

    /** Servers ask whether we live (OPTIONS, GET_PARAMETER), and nothing else that we do. */
    private void answerServer(RtspRequest request) {
        boolean asksLife =
                request.method().equals("OPTIONS") || request.method().equals("GET_PARAMETER");
        RtspResponse response =
                RtspResponse.of(asksLife ? Status.OK : Status.NOT_IMPLEMENTED)
                        .with(Headers.CSEQ, request.headers().first(Headers.CSEQ).orElse("0"));
        ByteBuf out = context().alloc().buffer();
        RtspEncoder.encode(response, out);
        var _ = context().writeAndFlush(out);
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) throws Exception {
        super.channelInactive(closed);
        fail(problem(Kind.CUT_OFF, "the server closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
        fail(new RtspClientException(Kind.CUT_OFF, source.url().shown(), cause));
    }

    /** Ends the connection and all that waits for it; the first reason counts. */
    void fail(RtspClientException why) {
        if (failure.isPresent()) {
            return;
        }
        failure = Optional.of(why);
        List<Waiting> open = List.copyOf(waiting.values());
        waiting.clear();
        open.forEach(request -> {
            request.timeout().cancel(false);
            request.answer().completeExceptionally(why);
        });
        active.completeExceptionally(why);
        listener.onClosed(why);
        if (context != null) {
            var _ = context.close();
        }
    }

    /** Whether a request was granted; says what the server answered if not. */
    void require(RtspResponse response, String method) throws RtspClientException {
        if (response.code() / 100 != 2) {
            throw new RtspClientException(
                    Kind.STATUS,
                    response.code(),
                    "%s: %s: %d %s".formatted(source, method, response.code(), response.reason()));
        }
    }

    RtspClientException problem(Kind kind, String what) {
        return RtspClientException.of(kind, source.url().shown() + ": " + what);
    }
}
