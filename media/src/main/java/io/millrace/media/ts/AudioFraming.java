package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;

/**
 * How an audio codec's frames follow each other in a byte stream: each with a header that begins
 * with a sync word and tells the frame's size. One object a stream; not thread-safe.
 */
interface AudioFraming {
    /** Bytes that {@link #frameSize} needs. */
    int headerSize();

    /** Whether the sync word may stand here; {@link #headerSize} bytes are there. */
    boolean isSync(byte[] bytes, int at);

    /**
     * Bytes of the frame that begins here, header included.
     *
     * @param size bytes that are there
     */
    int frameSize(byte[] bytes, int at, int size) throws MalformedMediaException;

    /** The frame of this size. */
    Frame frame(byte[] bytes, int at, int size) throws MalformedMediaException;

    /** A frame in the canonical form of its format. */
    record Frame(Format format, int samples, byte[] payload) {}
}
