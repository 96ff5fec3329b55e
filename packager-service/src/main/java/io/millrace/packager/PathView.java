package io.millrace.packager;

import io.millrace.media.hls.CmafPlaylist;
import io.millrace.media.hls.HlsFormats;
import io.millrace.media.hls.MasterPlaylist;
import io.millrace.media.hls.MediaPlaylist;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentWindow;
import io.millrace.stream.PathName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A path's content as it stands after a batch of records. Immutable.
 *
 * @param isComplete whether all is here that the log had when the path began to be followed
 * @param playlists empty until there is a complete segment
 * @param cmaf the same as CMAF tracks
 * @param lastRecordMillis when the newest record was written, milliseconds since 1970
 * @param graceMillis how much older than now that may be
 */
record PathView(
        boolean isComplete,
        SegmentWindow window,
        Optional<Playlists> playlists,
        CmafView cmaf,
        Optional<Long> lastRecordMillis,
        long graceMillis) {

    /** Texts of the playlists in UTF-8; shared, not to be written to. */
    record Playlists(byte[] master, byte[] media) {}

    static PathView empty(PathName path, PathPackaging packaging) {
        SegmentWindow window = SegmentWindow.empty(packaging.window());
        return new PathView(
                false,
                window,
                Optional.empty(),
                new CmafView(
                        path,
                        window,
                        Optional.empty(),
                        new CutSegments(0),
                        new CmafPlaylist.Settings(1, 0)),
                Optional.empty(),
                packaging.grace().toMillis());
    }

    /** The same, which may be shown. */
    PathView complete() {
        return new PathView(true, window, playlists, cmaf, lastRecordMillis, graceMillis);
    }

    PathView withRecordAt(long millis) {
        return new PathView(isComplete, window, playlists, cmaf, Optional.of(millis), graceMillis);
    }

    PathView withCmaf(CmafView newer) {
        return new PathView(isComplete, window, playlists, newer, lastRecordMillis, graceMillis);
    }

    PathView withWindow(SegmentWindow newer, int nominalSeconds) {
        List<Segment> listed = newer.listed();
        if (listed.isEmpty()) {
            return new PathView(
                    isComplete, newer, Optional.empty(), cmaf, lastRecordMillis, graceMillis);
        }
        String media = MediaPlaylist.of(listed, nominalSeconds).text();
        String master = MasterPlaylist.of(Target.MEDIA_PLAYLIST, listed).text();
        return new PathView(
                isComplete,
                newer,
                Optional.of(
                        new Playlists(
                                master.getBytes(StandardCharsets.UTF_8),
                                media.getBytes(StandardCharsets.UTF_8))),
                cmaf,
                lastRecordMillis,
                graceMillis);
    }

    /** Whether players who ask for either get CMAF: it has something to play, and the pictures. */
    boolean isForCmaf() {
        return cmaf.isPlayable()
                && window.newest()
                        .filter(newest -> HlsFormats.areOnlyPicturesOf(newest.start().tracks()))
                        .isEmpty();
    }

    /** Whether the path's last record is not older than its grace. */
    boolean isLive(long nowMillis) {
        return lastRecordMillis.isPresent() && nowMillis - lastRecordMillis.get() <= graceMillis;
    }
}
