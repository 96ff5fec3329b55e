package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/**
 * What the elementary stream layer must know of a video codec whose pieces begin with start codes
 * (00 00 01). One object a stream; not thread-safe.
 */
interface VideoCodec {
    /** Bytes after a start code that {@link #beginsAccessUnit} may look at. */
    default int lookAhead() {
        return 3;
    }

    /**
     * Whether this piece is the first of an access unit. Called once for each piece, in order.
     *
     * @param at index after the start code; at least {@link #lookAhead} bytes are there, or the
     *     stream's last
     */
    boolean beginsAccessUnit(byte[] bytes, int at, int end);

    /** Whether what has come of the last access unit may be all of it. */
    default boolean isWhole() {
        return true;
    }

    /** What comes next follows on nothing: the stream's begin, or a loss. */
    void onLoss();

    /**
     * Takes an access unit apart.
     *
     * @return empty if there is no picture in it
     */
    Optional<Picture> picture(byte[] accessUnit) throws MalformedMediaException;

    Optional<Format> format();

    /**
     * Whether an access unit without a timestamp stands for itself, one frame after the one before
     * it; else it belongs to the one before it: the second field.
     */
    boolean hasFramesOnly();

    /** Ticks of 90 kHz from frame to frame; 0 where the stream does not say. */
    long frameTicks();

    /** A picture in the canonical form of its format. */
    record Picture(byte[] payload, boolean randomAccess) {}
}
