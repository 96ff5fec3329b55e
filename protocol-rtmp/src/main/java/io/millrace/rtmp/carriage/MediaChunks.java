package io.millrace.rtmp.carriage;

import io.millrace.media.Format;
import io.millrace.media.Track;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import java.util.List;

/** How tracks travel in RTMP: video, audio and data, each kind on a chunk stream of its own. */
public final class MediaChunks {
    /**
     * The one message stream of a connection; wire images are shared, so it is the same for all.
     */
    public static final int STREAM_ID = 1;

    private MediaChunks() {}

    /** The tracks that every peer takes: the first of each kind that RTMP carries. */
    public static CarriedTracks carried(List<Track> tracks) {
        return CarriedTracks.oneOfEachKind(Container.FLV, tracks);
    }

    public static int chunkStreamId(Format format) {
        return switch (format.kind()) {
            case DATA -> 3;
            case AUDIO -> 4;
            case VIDEO -> 6;
        };
    }
}
