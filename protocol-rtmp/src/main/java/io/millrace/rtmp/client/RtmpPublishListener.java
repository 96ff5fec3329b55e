package io.millrace.rtmp.client;

import java.util.Optional;

/** Is told about a publication; called on its event loop, so it must not block. */
public interface RtmpPublishListener {
    /** The publication takes units again without dropping. */
    default void onWritable() {}

    /** The server asks to come anew. */
    default void onReconnectRequest(ReconnectRequest request) {}

    /** It is over: closed by us, or what is given. The last call. */
    void onEnd(Optional<RtmpException> problem);
}
