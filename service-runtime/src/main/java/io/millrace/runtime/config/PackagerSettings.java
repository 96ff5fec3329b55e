package io.millrace.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * HLS, DASH and their viewers.
 *
 * @param secret what viewers' tokens are signed by
 * @param requestsPerViewer 0 is no limit
 * @param allowOrigin {@code *}, or origins with commas between
 * @param cacheBytes of segments and parts kept in memory
 * @param segmentFolder where they are kept on disk too
 */
public record PackagerSettings(
        Secret secret,
        Duration viewerLifetime,
        int requestsPerViewer,
        String allowOrigin,
        Duration hold,
        int maxHeld,
        int maxHeldPerPath,
        long cacheBytes,
        Optional<Path> segmentFolder,
        long segmentFolderBytes) {
    static PackagerSettings of(SettingValues values) {
        return new PackagerSettings(
                values.value(PackagerTable.SECRET),
                values.value(PackagerTable.VIEWER_LIFETIME),
                values.value(PackagerTable.REQUESTS_PER_VIEWER),
                values.value(PackagerTable.ALLOW_ORIGIN),
                values.value(PackagerTable.HOLD),
                values.value(PackagerTable.MAX_HELD),
                values.value(PackagerTable.MAX_HELD_PER_PATH),
                values.value(PackagerTable.CACHE_SIZE),
                values.value(PackagerTable.SEGMENT_FOLDER),
                values.value(PackagerTable.SEGMENT_FOLDER_SIZE));
    }
}
