package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys of {@code packager}. */
final class PackagerTable {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration SECOND = Duration.ofSeconds(1);

    static final Setting<Secret> SECRET =
            new Setting<>(
                    "secret",
                    ValueType.secret("at least 16 characters", 16, 512),
                    "",
                    "What viewers' tokens are signed by; the same for all packagers."
                            + " Empty: standalone makes one at each start, a packager of a cluster"
                            + " gives no tokens.");
    static final Setting<Duration> VIEWER_LIFETIME =
            new Setting<>(
                    "viewer-lifetime",
                    ValueType.duration(Duration.ofSeconds(10), Duration.ofDays(30)),
                    "24h",
                    "How long a viewer's token holds; a JWT's own expiry may be sooner.");
    static final Setting<Integer> REQUESTS_PER_VIEWER =
            new Setting<>(
                    "requests-per-viewer",
                    ValueType.integer(0, 1_000_000),
                    "0",
                    "Requests of one viewer that may be under way at a time; 0: no limit. Viewers"
                            + " without credentials that share address and program are one.");
    static final Setting<String> ALLOW_ORIGIN =
            new Setting<>(
                    "allow-origin",
                    ValueType.text("*, or origins with commas between", 2048),
                    "*",
                    "Whose pages may read the answers: `*`, or `https://player.example` and others.");
    static final Setting<Duration> HOLD =
            new Setting<>(
                    "hold",
                    ValueType.duration(SECOND, Duration.ofMinutes(1)),
                    "10s",
                    "How long a request may wait for content that is not there yet.");
    static final Setting<Integer> MAX_HELD =
            new Setting<>(
                    "max-held",
                    ValueType.integer(1, 10_000_000),
                    "20000",
                    "Requests that may wait at a time.");
    static final Setting<Integer> MAX_HELD_PER_PATH =
            new Setting<>(
                    "max-held-per-path",
                    ValueType.integer(1, 10_000_000),
                    "10000",
                    "Requests of one path that may wait at a time.");
    static final Setting<Integer> CACHE_SIZE =
            new Setting<>(
                    "cache-size",
                    ValueType.size(MEBIBYTE, 1 << 30),
                    "128MiB",
                    "Segments and parts that are kept in memory for the next viewer; the least"
                            + " recently asked for go first.");
    static final Setting<Optional<Path>> SEGMENT_FOLDER =
            new Setting<>(
                    "segment-folder",
                    ValueType.file(),
                    "",
                    "Folder of this process alone where segments are kept on disk too, until their path"
                            + " is let go; what is left in it is removed at the start. Empty: none.");
    static final Setting<Integer> SEGMENT_FOLDER_SIZE =
            new Setting<>(
                    "segment-folder-size",
                    ValueType.size(MEBIBYTE, Integer.MAX_VALUE),
                    "1GiB",
                    "Segments that are kept on disk; the least recently asked for go first.");

    static final Block PACKAGER =
            new Block(
                    "packager",
                    "HLS, DASH and their viewers (packager).",
                    List.of(
                            SECRET,
                            VIEWER_LIFETIME,
                            REQUESTS_PER_VIEWER,
                            ALLOW_ORIGIN,
                            HOLD,
                            MAX_HELD,
                            MAX_HELD_PER_PATH,
                            CACHE_SIZE,
                            SEGMENT_FOLDER,
                            SEGMENT_FOLDER_SIZE));

    private PackagerTable() {}
}
