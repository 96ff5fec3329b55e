package io.millrace.packager;

import io.millrace.media.hls.CmafPlaylist;
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
 * @param cmaf the same as CMAF tracks
 * @param lastRecordMillis when the newest record was written, milliseconds since 1970
 * @param graceMillis how much older than now that may be
 */
record PathView(
        SegmentWindow window,
        Optional<Playlists> playlists,
        CmafView cmaf,
        Optional<Long> lastRecordMillis,
        long graceMillis) {

    /** Texts of the playlists in UTF-8; shared, not to be written to. */
    record Playlists(byte[] master, byte[] media) {}

    static PathView empty(PathPackaging packaging) {
        SegmentWindow window = SegmentWindow.empty(packaging.window());
        return new PathView(
                window,
                Optional.empty(),
                new CmafView(
                        window,
                        Optional.empty(),
                        new CutSegments(0),
                        new CmafPlaylist.Settings(1, 0)),
                Optional.empty(),
                packaging.grace().toMillis());
    }

    PathView withRecordAt(long millis) {
        return new PathView(window, playlists, cmaf, Optional.of(millis), graceMillis);
    }

    PathView withCmaf(CmafView newer) {
        return new PathView(window, playlists, newer, lastRecordMillis, graceMillis);
    }

    PathView withWindow(SegmentWindow newer, int nominalSeconds) {
        List<Segment> listed = newer.listed();
        if (listed.isEmpty()) {
            return new PathView(newer, Optional.empty(), cmaf, lastRecordMillis, graceMillis);
        }
        String media = MediaPlaylist.of(listed, nominalSeconds).text();
        String master = MasterPlaylist.of(Target.MEDIA_PLAYLIST, listed).text();
        return new PathView(
                newer,
                Optional.of(
                        new Playlists(
                                master.getBytes(StandardCharsets.UTF_8),
                                media.getBytes(StandardCharsets.UTF_8))),
                cmaf,
                lastRecordMillis,
                graceMillis);
    }

    /** Whether the path's last record is not older than its grace. */
    boolean isLive(long nowMillis) {
        return lastRecordMillis.isPresent() && nowMillis - lastRecordMillis.get() <= graceMillis;
    }
}
