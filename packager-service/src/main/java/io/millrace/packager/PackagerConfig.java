package io.millrace.packager;

import io.millrace.packager.rewind.RewindSettings;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.PackagerSettings;
import io.millrace.runtime.config.PathSettings;
import io.millrace.stream.PathName;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The packager's settings.
 *
 * @param paths how each path is packaged, asked anew whenever it begins to be followed
 * @param always the paths that are followed whether watched or not, asked at each tick
 * @param limits of the process
 */
public record PackagerConfig(
        Function<PathName, PathPackaging> paths, Supplier<Set<PathName>> always, Limits limits) {
    private static final Duration PART_DURATION = Duration.ofMillis(200);

    /**
     * What the process spends on viewers.
     *
     * @param maxSegmentBytes a bigger segment is left out of the playlist as a gap
     * @param hold how long a request may wait for content
     * @param idle how long a path is kept that nobody asks for
     * @param maxPaths paths that are followed at a time
     * @param maxHeld requests of all paths that may wait at a time
     * @param maxHeldPerPath requests of one path that may wait at a time
     * @param renderedBytes segments' bytes that are kept for the next viewer
     */
    record Limits(
            long maxSegmentBytes,
            Duration hold,
            Duration idle,
            int maxPaths,
            int maxHeld,
            int maxHeldPerPath,
            long renderedBytes) {
        static Limits standard() {
            return new Limits(
                    50L << 20,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(45),
                    1000,
                    20_000,
                    10_000,
                    128L << 20);
        }
    }

    /** With no path that is followed always. */
    PackagerConfig(Function<PathName, PathPackaging> paths, Limits limits) {
        this(paths, Set::of, limits);
    }

    /** How a path's past is shown: as its live content. */
    RewindSettings rewound(PathName path) {
        PathPackaging packaging = paths.apply(path);
        return new RewindSettings(
                packaging.segmentDuration(),
                packaging.partMillis(),
                packaging.grace(),
                limits.maxSegmentBytes());
    }

    /** What the settings say at the time of asking. */
    static PackagerConfig of(LiveConfig live) {
        return new PackagerConfig(
                path -> packaging(live.current().settingsOf(path)),
                new AlwaysRemuxed(live)::paths,
                limits(live.current().packager()));
    }

    private static Limits limits(PackagerSettings settings) {
        Limits standard = Limits.standard();
        return new Limits(
                standard.maxSegmentBytes(),
                settings.hold(),
                standard.idle(),
                standard.maxPaths(),
                settings.maxHeld(),
                settings.maxHeldPerPath(),
                settings.cacheBytes());
    }

    private static PathPackaging packaging(PathSettings path) {
        PathPackaging clear =
                PathPackaging.of(
                                path.protocols().hls(),
                                path.protocols().dash(),
                                path.packaging().segmentDuration(),
                                path.packaging().partDuration(),
                                path.read().grace())
                        .of(path.packaging().renditions());
        return switch (path.packaging().encryption()) {
            case NONE -> clear;
            case AES_128 ->
                    clear.encrypted(new Protection.WholeSegments(path.packaging().keyRotation()));
            case SAMPLE_AES -> clear.encrypted(new Protection.Samples());
        };
    }

    /** All paths alike. */
    static PackagerConfig of(Duration segmentDuration, Duration grace) {
        PathPackaging every = PathPackaging.of(true, true, segmentDuration, PART_DURATION, grace);
        return new PackagerConfig(_ -> every, Limits.standard());
    }
}
