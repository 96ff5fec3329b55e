package io.millrace.stream;

import io.millrace.media.Track;
import java.util.List;
import java.util.Optional;

/** Another stream with something of its own at what readers ask for. */
public interface WrappedStream extends LiveStream {
    /** What it stands before. */
    LiveStream stream();

    @Override
    default PathName path() {
        return stream().path();
    }

    @Override
    default List<Track> tracks() {
        return stream().tracks();
    }

    @Override
    default Optional<PastRange> past() {
        return stream().past();
    }
}
