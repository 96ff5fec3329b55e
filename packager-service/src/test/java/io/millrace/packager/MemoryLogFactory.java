package io.millrace.packager;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.millrace.stream.StreamLog;
import io.millrace.stream.memory.MemoryStreamLog;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The log in memory in place of Kafka's. */
@Factory
final class MemoryLogFactory {
    @Singleton
    @Primary
    @Bean(preDestroy = "close")
    StreamLog streamLog() {
        return new MemoryStreamLog();
    }

    /** A path stays live as long as a test may take. */
    @Singleton
    @Primary
    PackagerConfig packagerConfig() {
        return PackagerConfig.of(Duration.ofSeconds(2), Duration.ofHours(1));
    }
}
