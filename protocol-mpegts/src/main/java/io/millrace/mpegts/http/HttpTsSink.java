package io.millrace.mpegts.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Takes a stream that is read over HTTP; called on its event loop, so it must not block. */
public interface HttpTsSink {
    /** Bytes of the stream, in pieces of any size. Borrowed: valid as long as the call lasts. */
    void onBytes(ByteBuf bytes);

    /** The stream is over: its server, or its reader, ended it, or what is given. The last call. */
    void onEnd(Optional<HttpTsException> problem);
}
