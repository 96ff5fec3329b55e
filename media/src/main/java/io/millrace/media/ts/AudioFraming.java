package io.millrace.media.ts;

import io.millrace.media.MalformedMediaException;
import java.util.List;

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

    /** The access units of the frame of this size; none if what decodes them did not come yet. */
    List<AudioUnit> units(byte[] bytes, int at, int size) throws MalformedMediaException;
}
