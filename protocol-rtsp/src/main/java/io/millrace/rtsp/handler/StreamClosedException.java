package io.millrace.rtsp.handler;

import java.io.IOException;

/** A write to a stream that is closed. */
public final class StreamClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    StreamClosedException() {
        super("stream is closed");
    }
}
