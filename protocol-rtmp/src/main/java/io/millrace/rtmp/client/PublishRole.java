package io.millrace.rtmp.client;

import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.connection.Expectation;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.PeerCapabilities;
import io.millrace.rtmp.wire.RtmpMessage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Publishes, in the order of Flash Media Live Encoder. */
final class PublishRole implements ClientRole {
    private static final double RELEASE_TRANSACTION = 2;
    private static final double FC_PUBLISH_TRANSACTION = 3;
    private static final double PUBLISH_TRANSACTION = 5;

    private final RtmpRequest request;
    private final RtmpPublishListener listener;
    private final CompletableFuture<RtmpPublication> opened;
    private Optional<Running> running = Optional.empty();

    private record Running(Channel channel, UnitWriter writer) {}

    PublishRole(
            RtmpRequest request,
            RtmpPublishListener listener,
            CompletableFuture<RtmpPublication> opened) {
        this.request = request;
        this.listener = listener;
        this.opened = opened;
    }

    @Override
    public void create(MessageWriter out, RtmpUrl url) {
        AmfValue name = AmfValue.of(url.streamName());
        out.command(0, "releaseStream", RELEASE_TRANSACTION, new AmfNull(), name);
        out.command(0, "FCPublish", FC_PUBLISH_TRANSACTION, new AmfNull(), name);
        out.command(0, "createStream", CREATE_TRANSACTION, new AmfNull());
    }

    @Override
    public void begin(MessageWriter out, int streamId, RtmpUrl url) {
        out.command(
                streamId,
                "publish",
                PUBLISH_TRANSACTION,
                new AmfNull(),
                AmfValue.of(url.streamName()),
                AmfValue.of("live"));
    }

    @Override
    public boolean isStart(String code) {
        return code.equals("NetStream.Publish.Start");
    }

    @Override
    public boolean isEnd(String code) {
        return code.equals("NetStream.Unpublish.Success");
    }

    @Override
    public void onStarted(
            Channel channel, MessageWriter out, int streamId, PeerCapabilities server) {
        UnitWriter writer = new UnitWriter(channel, out, streamId);
        running = Optional.of(new Running(channel, writer));
        opened.complete(new RtmpPublication(writer, request.bufferBytes(), server));
    }

    /** Servers send an encoder nothing to see. */
    @Override
    public void onMedia(RtmpMessage message) {}

    @Override
    public void onReconnectRequest(ReconnectRequest wish) {
        listener.onReconnectRequest(wish);
    }

    @Override
    public void onWritable() {
        if (running.isPresent()) {
            listener.onWritable();
        }
    }

    /** A server for which bytes wait must take some. */
    @Override
    public Optional<Expectation> expectation() {
        if (running.isEmpty()) {
            return Optional.empty();
        }
        ChannelOutboundBuffer pending = running.get().channel().unsafe().outboundBuffer();
        if (pending == null || pending.isEmpty()) {
            return Optional.empty();
        }
        record Taken(long units, long bytesOfNext) {}
        return Optional.of(
                new Expectation(
                        new Taken(running.get().writer().sentUnits(), pending.currentProgress()),
                        request.stallTimeout(),
                        "the server takes nothing"));
    }

    @Override
    public void onEnd(Optional<RtmpException> problem) {
        if (running.isPresent()) {
            listener.onEnd(problem);
        } else {
            opened.completeExceptionally(
                    problem.orElseGet(() ->
                            new RtmpException(
                                    RtmpException.Kind.CUT_OFF,
                                    request.toString(),
                                    "closed before it began")));
        }
    }
}
