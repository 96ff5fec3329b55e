package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;

/** The session's side of a reader. All calls come on the reader's executor. */
public interface ReaderSink<I> {
    /**
     * The description of what follows: once before the first image, and again at every entry point
     * where it changed. A session that cannot go on with the new one ends itself.
     */
    void onTracks(List<Track> tracks);

    /** Whether the peer can take more now; if not, {@link Reader#resume} says when it can again. */
    boolean isWritable();

    /**
     * Takes one image. Borrowed: a sink that keeps or sends it does so with {@code
     * retainedDuplicate()} or its like.
     *
     * @param record what the image shows, for timestamps; its units are shared
     */
    void write(I image, StreamRecord record);

    /** No more images for now: send what was written. */
    void flush();

    /** The reader was too slow and jumped to an entry point; {@code units} were left out. */
    void onSkipped(long units);

    /** Nothing more comes. */
    void onEnd(EndReason reason);
}
