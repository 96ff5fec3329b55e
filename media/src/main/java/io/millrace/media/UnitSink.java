package io.millrace.media;

import java.util.List;

/** Takes what a demuxer finds. Called on the demuxer's thread, from within its methods. */
public interface UnitSink {
    /**
     * All tracks, as they are from the next unit on: once before the first unit of each, and again
     * whenever a format changed.
     */
    void onTracks(List<Track> tracks);

    /** One unit, in the order of the source; decoding times never go back within a track. */
    void onUnit(Unit unit);
}
