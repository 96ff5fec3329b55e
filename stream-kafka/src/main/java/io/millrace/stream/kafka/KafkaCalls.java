package io.millrace.stream.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/** What topics beside those of paths ask of Kafka's clients. */
public final class KafkaCalls {
    private KafkaCalls() {}

    /** The answer comes when Kafka has the record, on the producer's thread. */
    public static <K, V> CompletableFuture<RecordMetadata> send(
            Producer<K, V> producer, ProducerRecord<K, V> record) {
        CompletableFuture<RecordMetadata> taken = new CompletableFuture<>();
        try {
            var _ =
                    producer.send(
                            record,
                            (place, failure) -> {
                                if (failure == null) {
                                    taken.complete(place);
                                } else {
                                    taken.completeExceptionally(failure);
                                }
                            });
        } catch (KafkaException unable) {
            taken.completeExceptionally(unable);
        }
        return taken;
    }

    /**
     * Makes a topic; blocks.
     *
     * @return whether it was not there
     */
    public static boolean create(Admin admin, NewTopic topic)
            throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            return true;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw failed;
        }
    }
}
