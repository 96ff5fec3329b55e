package io.millrace.packager;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.stream.Counters;
import io.millrace.stream.StreamLog;
import io.millrace.stream.Ticker;
import io.millrace.web.WebFiles;
import io.netty.buffer.PooledByteBufAllocator;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/** The packager's beans; the log, the ticker and the counters are the process's. */
@Factory
final class PackagerFactory {
    @Singleton
    PackagerConfig packagerConfig(LiveConfig live) {
        return PackagerConfig.of(live);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Packager packager(StreamLog log, PackagerConfig config, Ticker ticker, Counters counters) {
        Executor virtualThreads = task -> Thread.ofVirtual().name("packager").start(task);
        return new Packager(
                log,
                config,
                new Packager.Surroundings(virtualThreads, ticker, InstantSource.system(), counters),
                new SegmentRenderer(PooledByteBufAllocator.DEFAULT));
    }

    @Singleton
    Viewers viewers(AccessControl access) {
        return new Viewers(access, InstantSource.system());
    }

    @Singleton
    FrontDoor frontDoor(Packager packager, Counters counters) {
        return new FrontDoor(packager, WebFiles.load(), counters);
    }
}
