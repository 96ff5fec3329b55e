package io.millrace.stream.kafka;

import io.millrace.stream.PathName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes and finds the topics of paths. Thread-safe, never blocks. */
final class PathTopics {
    private final Admin admin;
    private final KafkaSettings settings;
    private final ToLongFunction<PathName> retentionMillis;
    private final Set<PathName> known = ConcurrentHashMap.newKeySet();

    PathTopics(Admin admin, KafkaSettings settings, ToLongFunction<PathName> retentionMillis) {
        this.admin = admin;
        this.settings = settings;
        this.retentionMillis = retentionMillis;
    }

    static TopicPartition partitionOf(PathName path) {
        return new TopicPartition(TopicNames.topicOf(path), 0);
    }

    /** Makes the path's topic if it is not there. */
    CompletionStage<Void> ensure(PathName path) {
        return exists(path)
                .thenCompose(
                        there -> there ? CompletableFuture.completedFuture(null) : create(path));
    }

    private CompletionStage<Void> create(PathName path) {
        KafkaSettings.TopicSettings topics =
                settings.topics().withRetention(retentionMillis.applyAsLong(path));
        NewTopic topic =
                new NewTopic(TopicNames.topicOf(path), 1, (short) topics.replicationFactor());
        topic.configs(
                Map.of(
                        "retention.ms", Long.toString(topics.retentionMillis()),
                        "segment.ms", Long.toString(topics.segmentMillis()),
                        "segment.bytes", Integer.toString(topics.segmentBytes()),
                        "max.message.bytes", Integer.toString(topics.maxRecordBytes()),
                        "min.insync.replicas", Integer.toString(topics.minInSync()),
                        "compression.type", "producer",
                        "cleanup.policy", "delete"));
        return admin.createTopics(List.of(topic))
                .all()
                .toCompletionStage()
                .exceptionally(failure -> unlessCaused(TopicExistsException.class, failure))
                .thenRun(() -> known.add(path));
    }

    private static Void unlessCaused(Class<? extends Exception> expected, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (expected.isInstance(cause)) {
            return done();
        }
        throw new CompletionException(new IOException("topic cannot be made: " + cause, failure));
    }

    @SuppressWarnings("NullAway") // Void has no other value.
    private static Void done() {
        return null;
    }

    CompletionStage<Boolean> exists(PathName path) {
        if (known.contains(path)) {
            return CompletableFuture.completedFuture(true);
        }
        return admin.describeTopics(List.of(TopicNames.topicOf(path)))
                .allTopicNames()
                .toCompletionStage()
                .handle((topics, failure) -> {
                    if (failure == null) {
                        known.add(path);
                        return true;
                    }
                    unlessCaused(UnknownTopicOrPartitionException.class, failure);
                    return false;
                });
    }

    /** The topic was found to be gone, or may be. */
    void forget(PathName path) {
        known.remove(path);
    }
}
