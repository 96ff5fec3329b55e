package io.millrace.packager;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.millrace.runtime.PublishedPaths;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamLog;
import io.millrace.stream.memory.MemoryStreamLog;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The log in memory in place of Kafka's, and paths that control would tell of. */
@Factory
final class MemoryLogFactory {
    @Singleton
    @Primary
    @Bean(preDestroy = "close")
    StreamLog streamLog() {
        return new MemoryStreamLog();
    }

    @Singleton
    @Primary
    PublishedPaths publishedPaths() {
        List<PathName> paths =
                Stream.of("closed/cam", "open/cam", "open/small").map(PathName::new).toList();
        return () -> CompletableFuture.completedFuture(paths);
    }
}
