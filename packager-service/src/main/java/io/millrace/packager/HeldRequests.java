package io.millrace.packager;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Requests of one path that wait for content. Guarded by its path's lock. */
final class HeldRequests {
    private final List<Held<?>> held = new ArrayList<>();

    private record Held<T>(
            Question<T> question, long untilMillis, CompletableFuture<Outcome<T>> future) {

        /** What completes it now; empty if it waits on. */
        Optional<Runnable> completion(PathView view, long nowMillis, boolean live) {
            Optional<Outcome<T>> outcome = question.answer(view, nowMillis);
            if (outcome.isEmpty() && nowMillis >= untilMillis) {
                outcome = Optional.of(atTheEnd(live));
            }
            return outcome.map(answer -> () -> future.complete(answer));
        }

        private Outcome<T> atTheEnd(boolean live) {
            return live
                    ? new Outcome.Unavailable<>("nothing to show yet; try again")
                    : new Outcome.NotFound<>("nobody publishes this path now");
        }
    }

    <T> CompletionStage<Outcome<T>> add(Question<T> question, long untilMillis) {
        CompletableFuture<Outcome<T>> future = new CompletableFuture<>();
        held.add(new Held<>(question, untilMillis, future));
        return future;
    }

    /** Takes those out that can be answered, or waited long enough; run what is returned. */
    List<Runnable> takeAnswered(PathView view, long nowMillis, boolean live) {
        List<Runnable> completions = new ArrayList<>();
        for (Iterator<Held<?>> each = held.iterator(); each.hasNext(); ) {
            each.next()
                    .completion(view, nowMillis, live)
                    .ifPresent(completion -> {
                        each.remove();
                        completions.add(completion);
                    });
        }
        return completions;
    }

    int size() {
        return held.size();
    }
}
