package io.millrace.rtmp.client;

import io.millrace.media.MediaKind;
import io.millrace.media.UnitSink;
import io.millrace.rtmp.amf.AmfValue;
import java.util.List;
import java.util.Optional;

/** Takes what is played; called on its event loop, so it must not block. */
public interface RtmpPlaySink extends UnitSink {
    /** The server sends a codec that is not read; told once for each. */
    default void onUnsupported(MediaKind kind, String codec) {}

    /** A data message, such as {@code onMetaData} and its members. */
    default void onData(List<AmfValue> values) {}

    /** The server asks to come anew. */
    default void onReconnectRequest(ReconnectRequest request) {}

    /** It is over: the server, or its player, ended it, or what is given. The last call. */
    void onEnd(Optional<RtmpException> problem);
}
