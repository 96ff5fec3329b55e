package io.millrace.rtmp.client;

import io.millrace.rtmp.connection.Expectation;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.PeerCapabilities;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.netty.channel.Channel;
import java.util.Optional;

/** What a client connects for. Confined to the channel's event loop. */
sealed interface ClientRole permits PublishRole, PlayRole {
    /** The transaction of {@code createStream}; those before it are not waited for. */
    double CREATE_TRANSACTION = 4;

    /** Asks for a message stream, after {@code connect}. */
    void create(MessageWriter out, RtmpUrl url);

    /** Says what to do with it. */
    void begin(MessageWriter out, int streamId, RtmpUrl url);

    /** Whether a status is the go-ahead. */
    boolean isStart(String code);

    /** Whether a status says that it is over, though nothing went wrong. */
    boolean isEnd(String code);

    /** The go-ahead came. */
    void onStarted(Channel channel, MessageWriter out, int streamId, PeerCapabilities server);

    /** Audio, video or data; borrowed. */
    void onMedia(RtmpMessage message) throws RtmpProtocolException;

    void onReconnectRequest(ReconnectRequest request);

    void onWritable();

    /** What must change from time to time while it runs. */
    Optional<Expectation> expectation();

    /** It ended, or never began. The last call. */
    void onEnd(Optional<RtmpException> problem);
}
