package io.millrace.rtmp.handler;

import io.millrace.rtmp.amf.AmfValue;
import io.millrace.stream.Client;
import io.millrace.stream.RefusedException;
import java.util.Map;

/**
 * What an application does with one connection. Every callback may be left out: then publishers are
 * taken and what they send is ignored, and players are refused. All come on the connection's event
 * loop, so none may block. What a callback throws but {@link RefusedException} closes the
 * connection.
 */
public interface RtmpHandler {
    /** Makes the handler of each connection. */
    @FunctionalInterface
    interface Factory {
        RtmpHandler newHandler();
    }

    /** In which form a publisher's media is handed over. */
    enum Media {
        /** {@link #onCodec}, {@link #onVideo}, {@link #onAudio}. */
        DEMUXED,
        /** {@link #onMessage}: bodies of messages as they came. */
        RAW
    }

    /**
     * {@code connect}.
     *
     * @param app without its query
     */
    default void onConnect(String app, Client client) throws RefusedException {}

    /** {@code publish}. */
    default void onPublish(StreamRequest request) throws RefusedException {}

    /** {@code play}; once it is taken {@link #onPlaying} follows. */
    default void onPlay(StreamRequest request) throws RefusedException {
        throw new RefusedException(
                RefusedException.Cause.NOT_FOUND, "there is nothing to play here");
    }

    /** The player waits for what is written to {@code output}, by any thread. */
    default void onPlaying(PlayOutput output) {}

    /** {@code onMetaData}, as the publisher filled it. */
    default void onMetadata(Map<String, AmfValue> metadata) {}

    /** How a track's samples are coded, before its first one and when it changes. */
    default void onCodec(CodecConfiguration configuration) {}

    /** One picture. */
    default void onVideo(VideoSample sample) {}

    /** One frame of sound. */
    default void onAudio(AudioSample sample) {}

    /** One audio, video or data message of a publisher, where the server does not demux. */
    default void onMessage(RawMessage message) {}

    /**
     * The peer ended its publishing or playing.
     *
     * @return whether the connection may go on, to publish or play anew
     */
    default boolean onDeleteStream() {
        return true;
    }

    /** The connection is gone. The last call. */
    default void onClosed() {}
}
