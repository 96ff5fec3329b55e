package io.millrace.packager;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.millrace.stream.StreamLog;
import io.millrace.stream.memory.MemoryStreamLog;
import jakarta.inject.Singleton;

/** The log in memory in place of Kafka's. */
@Factory
final class MemoryLogFactory {
    @Singleton
    @Primary
    @Bean(preDestroy = "close")
    StreamLog streamLog() {
        return new MemoryStreamLog();
    }
}
