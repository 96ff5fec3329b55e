package io.millrace.control;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.config.PublishPolicy;
import io.millrace.runtime.job.JobNames;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/** Beans of control. */
@Factory
final class ControlFactory {
    /** On Kafka, where nobody gave another. */
    @Singleton
    @Secondary
    LeaseLogs leaseLogs(LiveConfig live, Counters counters) {
        KafkaLeaseSettings kafka = kafka(live);
        return () -> new KafkaLeaseLog(kafka, counters);
    }

    @Singleton
    EventComponent.EventTopics eventTopics(LiveConfig live, Counters counters) {
        return () -> new KafkaEvents(kafka(live), counters);
    }

    private static KafkaLeaseSettings kafka(LiveConfig live) {
        MillraceConfig config = live.current();
        return new KafkaLeaseSettings(
                config.kafka().bootstrap(),
                new KafkaLeaseSettings.Replicas(
                        config.kafka().replication(), config.kafka().minInSync()),
                config.control().partitions(),
                config.control().group(),
                config.kafka().properties().values());
    }

    @Singleton
    PathPolicies pathPolicies(LiveConfig config) {
        return new Configured(config);
    }

    private record Configured(LiveConfig config) implements PathPolicies {
        /** A source's newest pull is the path's: only the job's own pod publishes there. */
        @Override
        public PublishPolicy policy(String path) {
            if (JobNames.isJob(path)) {
                return PublishPolicy.STANDBY;
            }
            PathSettings settings = config.current().settingsOf(new PathName(path));
            return settings.source().isSet() ? PublishPolicy.OVERRIDE : settings.publish().policy();
        }

        @Override
        public Optional<PathSettings> settingsOf(PathName path) {
            return Optional.of(config.current().settingsOf(path));
        }

        @Override
        public Map<PathName, PathSettings> named() {
            return config.current().pathConfig().named();
        }
    }
}
