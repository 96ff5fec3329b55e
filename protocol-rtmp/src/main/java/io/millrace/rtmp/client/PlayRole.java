package io.millrace.rtmp.client;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvDemuxer;
import io.millrace.rtmp.amf.Amf0Decoder;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.carriage.MediaAnnouncement;
import io.millrace.rtmp.carriage.TrackGate;
import io.millrace.rtmp.connection.Command;
import io.millrace.rtmp.connection.Expectation;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.PeerCapabilities;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays: turns what comes into tracks and units. */
final class PlayRole implements ClientRole, FlvDemuxer.Sink {
    private static final Logger log = LoggerFactory.getLogger(PlayRole.class);

    private static final double PLAY_TRANSACTION = 5;

    /** Live if there is such a stream, else recorded (7.2.2.1), in milliseconds as players say. */
    private static final int LIVE_OR_RECORDED = -2000;

    private final RtmpRequest request;
    private final RtmpPlaySink sink;
    private final CompletableFuture<RtmpPlayback> opened;
    private final FlvDemuxer demuxer = new FlvDemuxer(this);
    private final TrackGate gate;
    private final PlayCounts counts = new PlayCounts();
    private Optional<Channel> running = Optional.empty();

    PlayRole(RtmpRequest request, RtmpPlaySink sink, CompletableFuture<RtmpPlayback> opened) {
        this.request = request;
        this.sink = sink;
        this.opened = opened;
        this.gate = new TrackGate(sink);
    }

    @Override
    public void create(MessageWriter out, RtmpUrl url) {
        out.command(0, "createStream", CREATE_TRANSACTION, new AmfNull());
    }

    @Override
    public void begin(MessageWriter out, int streamId, RtmpUrl url) {
        out.command(
                streamId,
                "play",
                PLAY_TRANSACTION,
                new AmfNull(),
                AmfValue.of(url.streamName()),
                AmfValue.of(LIVE_OR_RECORDED));
    }

    @Override
    public boolean isStart(String code) {
        return code.equals("NetStream.Play.Start");
    }

    @Override
    public boolean isEnd(String code) {
        return code.equals("NetStream.Play.Stop")
                || code.equals("NetStream.Play.Complete")
                || code.equals("NetStream.Play.UnpublishNotify");
    }

    @Override
    public void onStarted(
            Channel channel, MessageWriter out, int streamId, PeerCapabilities server) {
        running = Optional.of(channel);
        opened.complete(new RtmpPlayback(channel, counts));
    }

    @Override
    public void onMedia(RtmpMessage message) throws RtmpProtocolException {
        long ntpMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        counts.messages().increment();
        counts.bytes().add(message.payload().readableBytes());
        try {
            switch (message.type()) {
                case MessageType.VIDEO ->
                        demuxer.video(message.timestampMillis(), ntpMicros, message.payload());
                case MessageType.AUDIO ->
                        demuxer.audio(message.timestampMillis(), ntpMicros, message.payload());
                default -> onData(Amf0Decoder.decodeAll(Command.amf0(message)));
            }
        } catch (MalformedMediaException e) {
            counts.malformed().increment();
            log.debug("{}: {}", request, e.getMessage());
        }
        if (message.type() == MessageType.VIDEO || message.type() == MessageType.AUDIO) {
            gate.onMessageDone(message.timestampMillis());
        }
        counts.noteDropped(demuxer.droppedUnits());
    }

    private void onData(List<AmfValue> values) {
        MediaAnnouncement.of(values).ifPresent(announced -> gate.announce(announced.kinds()));
        sink.onData(values);
    }

    @Override
    public void onTracks(List<Track> tracks) {
        gate.onTracks(tracks);
    }

    @Override
    public void onUnit(Unit unit) {
        counts.units().increment();
        gate.onUnit(unit);
    }

    @Override
    public void onUnsupported(MediaKind kind, String codec) {
        gate.exclude(kind);
        sink.onUnsupported(kind, codec);
    }

    @Override
    public void onReconnectRequest(ReconnectRequest wish) {
        sink.onReconnectRequest(wish);
    }

    @Override
    public void onWritable() {}

    /** Something must come, unless we do not read. */
    @Override
    public Optional<Expectation> expectation() {
        if (running.isEmpty() || !running.get().config().isAutoRead()) {
            return Optional.empty();
        }
        return Optional.of(
                new Expectation(
                        counts.messages().sum(),
                        request.stallTimeout(),
                        "the server sends nothing"));
    }

    @Override
    public void onEnd(Optional<RtmpException> problem) {
        if (running.isPresent()) {
            sink.onEnd(problem);
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
