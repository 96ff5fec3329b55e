package io.millrace.stream.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Tells silence from outage: asks the cluster for the ends of the paths that brought nothing for a
 * while, all in one request, and tells their followers whether it answers. Consumers do not tell:
 * they try again for ever, in silence. Thread-safe, never blocks.
 */
final class Reachability {
    static final long PERIOD_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 3_000;

    private final Admin admin;
    private final AtomicInteger unanswered = new AtomicInteger();

    Reachability(Admin admin) {
        this.admin = admin;
    }

    /** Called once a period; one question is under way at a time. */
    void check(Collection<KafkaTail> tails, long nowNanos) {
        Map<TopicPartition, List<KafkaTail>> silent = new HashMap<>();
        for (KafkaTail tail : tails) {
            if (tail.isSilent(nowNanos, PERIOD_MILLIS)) {
                silent.computeIfAbsent(tail.partition(), _ -> new ArrayList<>()).add(tail);
            }
        }
        if (!silent.isEmpty() && unanswered.compareAndSet(0, silent.size())) {
            ask(silent);
        }
    }

    private void ask(Map<TopicPartition, List<KafkaTail>> silent) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        silent.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        ListOffsetsOptions options = new ListOffsetsOptions();
        options.timeoutMs(ANSWER_MILLIS);
        ListOffsetsResult answers = admin.listOffsets(ends, options);
        silent.forEach((partition, tails) -> {
            var _ =
                    answers.partitionResult(partition)
                            .toCompletionStage()
                            .whenComplete((_, failure) -> {
                                unanswered.decrementAndGet();
                                boolean answered = failure == null || saysUnknown(failure);
                                tails.forEach(tail -> tail.reachable(answered));
                            });
        });
    }

    /** A cluster that says that it has no such topic answers, after all. */
    private static boolean saysUnknown(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof UnknownTopicOrPartitionException;
    }
}
