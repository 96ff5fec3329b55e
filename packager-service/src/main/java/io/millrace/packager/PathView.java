package io.millrace.packager;

import io.millrace.media.hls.MasterPlaylist;
import io.millrace.media.hls.MediaPlaylist;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentWindow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A path's content as it stands after a batch of records. Immutable.
 *
 * @param playlists empty until there is a complete segment
 * @param lastRecordMillis when the newest record was written, milliseconds since 1970
 */
record PathView(
        SegmentWindow window, Optional<Playlists> playlists, Optional<Long> lastRecordMillis) {

    /** Texts of the playlists in UTF-8; shared, not to be written to. */
    record Playlists(byte[] master, byte[] media) {}

    static PathView empty(SegmentWindow.Limits limits) {
        return new PathView(SegmentWindow.empty(limits), Optional.empty(), Optional.empty());
    }

    PathView withRecordAt(long millis) {
        return new PathView(window, playlists, Optional.of(millis));
    }

    PathView withWindow(SegmentWindow newer, int nominalSeconds) {
        List<Segment> listed = newer.listed();
        if (listed.isEmpty()) {
            return new PathView(newer, Optional.empty(), lastRecordMillis);
        }
        String media = MediaPlaylist.of(listed, nominalSeconds).text();
        String master = MasterPlaylist.of(Target.MEDIA_PLAYLIST, listed).text();
        return new PathView(
                newer,
                Optional.of(
                        new Playlists(
                                master.getBytes(StandardCharsets.UTF_8),
                                media.getBytes(StandardCharsets.UTF_8))),
                lastRecordMillis);
    }

    /** Whether the path's last record is not older than {@code graceMillis}. */
    boolean isLive(long nowMillis, long graceMillis) {
        return lastRecordMillis.isPresent() && nowMillis - lastRecordMillis.get() <= graceMillis;
    }
}
