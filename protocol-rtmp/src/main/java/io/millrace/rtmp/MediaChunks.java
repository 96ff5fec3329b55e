package io.millrace.rtmp;

import io.millrace.media.Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How tracks travel in RTMP: one video and one audio track, each on a chunk stream of its own. */
final class MediaChunks {
    /**
     * The one message stream of a connection; wire images are shared, so it is the same for all.
     */
    static final int STREAM_ID = 1;

    private MediaChunks() {}

    /** The tracks that a reader gets: the first of each kind. */
    static List<Track> carried(List<Track> tracks) {
        Set<MediaKind> seen = EnumSet.noneOf(MediaKind.class);
        List<Track> carried = new ArrayList<>();
        for (Track track : tracks) {
            if (seen.add(track.kind())) {
                carried.add(track);
            }
        }
        return carried;
    }

    static int chunkStreamId(Format format) {
        return switch (format.kind()) {
            case AUDIO -> 4;
            case VIDEO -> 6;
        };
    }
}
