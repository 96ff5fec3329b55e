package io.millrace.packager;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.millrace.runtime.PublishedPaths;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.PackagerSettings;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Counters;
import io.millrace.stream.StreamLog;
import io.millrace.stream.Ticker;
import io.millrace.web.WebFiles;
import io.netty.buffer.PooledByteBufAllocator;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packager's beans; the log, the ticker and the counters are the process's. */
@Factory
final class PackagerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(PackagerFactory.class);

    @Singleton
    PackagerConfig packagerConfig(LiveConfig live) {
        return PackagerConfig.of(live);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Packager packager(
            StreamLog log,
            PackagerConfig config,
            MillraceConfig settings,
            ServiceKeys keys,
            Ticker ticker,
            Counters counters)
            throws IOException {
        Executor virtualThreads = task -> Thread.ofVirtual().name("packager").start(task);
        return new Packager(
                log,
                config,
                new Packager.Surroundings(virtualThreads, ticker, InstantSource.system(), counters),
                new SegmentRenderer(PooledByteBufAllocator.DEFAULT, counters),
                new Packager.Extras(
                        disk(settings.packager(), counters), keys.keys().map(SegmentKeys::new)));
    }

    /**
     * The process's keys.
     *
     * @param keys empty where it is one of several that share none
     */
    record ServiceKeys(Optional<PackagerKeys> keys) {}

    @Singleton
    ServiceKeys serviceKeys(
            MillraceConfig config, @Value("${micronaut.application.name:}") String service) {
        return new ServiceKeys(keys(config, service));
    }

    private static Optional<DiskSegments> disk(PackagerSettings settings, Counters counters)
            throws IOException {
        return settings.segmentFolder().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new DiskSegments(
                                settings.segmentFolder().get(),
                                settings.segmentFolderBytes(),
                                PooledByteBufAllocator.DEFAULT,
                                counters));
    }

    @Singleton
    @Bean(preDestroy = "close")
    ViewerSessions viewerSessions(
            SessionRegistry registry,
            AccessControl access,
            MillraceConfig config,
            Ticker ticker,
            Counters counters) {
        return new ViewerSessions(
                new ViewerSessions.Surroundings(registry, InstantSource.system(), ticker, counters),
                access.limits(),
                config.packager().requestsPerViewer());
    }

    @Singleton
    Viewers viewers(
            AccessControl access,
            MillraceConfig config,
            ViewerSessions sessions,
            ServiceKeys service) {
        Duration lifetime = config.packager().viewerLifetime();
        return new Viewers(
                access,
                service.keys().map(keys -> new ViewerTokens(keys, lifetime)),
                sessions,
                lifetime,
                InstantSource.system());
    }

    @Singleton
    PathIndex pathIndex(PublishedPaths published, Viewers viewers) {
        return new PathIndex(
                published, viewers, task -> Thread.ofVirtual().name("path-index").start(task));
    }

    /** A packager that is one of several has no secret unless it is told. */
    private static Optional<PackagerKeys> keys(MillraceConfig config, String service) {
        if (config.packager().secret().isSet()) {
            return Optional.of(PackagerKeys.of(config.packager().secret().value()));
        }
        if (service.equals(Main.SERVICE)) {
            LOG.warn(
                    "packager.secret is not set: viewers get no tokens, and playlists carry the"
                            + " credentials of their queries; set the same secret for all packagers");
            return Optional.empty();
        }
        LOG.info("packager.secret is not set: viewers' tokens hold until this process ends");
        return Optional.of(PackagerKeys.random());
    }

    @Singleton
    @Bean(preDestroy = "close")
    MuxerReports muxerReports(
            Packager packager, SessionRegistry sessions, Counters counters, Ticker ticker) {
        return new MuxerReports(packager::watched, sessions, counters, ticker);
    }

    @Singleton
    FrontDoor frontDoor(Packager packager, Counters counters) {
        return new FrontDoor(packager, WebFiles.load(), counters);
    }

    @Singleton
    Delivery delivery(MillraceConfig config) {
        return new Delivery(config.packager().allowOrigin());
    }
}
