package io.millrace.stream;

import io.millrace.media.Track;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;

/** A path's live content in this pod, shared by all its readers. Thread-safe. */
public interface LiveStream {
    PathName path();

    /** The newest description. */
    List<Track> tracks();

    /**
     * Attaches a reader at the newest entry point; where the ring has lost it (a group of pictures
     * bigger than the ring), at the next one to come. Calls to {@code sink} begin later, all on
     * {@code executor}. Readers of equal flavours share the same images.
     */
    <I extends ReferenceCounted> Reader read(
            WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink);
}
