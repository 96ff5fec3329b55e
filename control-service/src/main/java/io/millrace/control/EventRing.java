package io.millrace.control;

import io.millrace.proto.control.Event;
import io.millrace.proto.control.ListEventsResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The newest events of this replica, numbered, for those who ask again and again. Who has seen all
 * may wait for the next. Thread-safe, never blocks.
 */
final class EventRing {
    static final int KEPT = 1_000;

    /** Beyond it, requests are answered at once. */
    static final int MAX_WAITING = 1_000;

    private final ArrayDeque<Event> newest = new ArrayDeque<>();
    private final List<Waiter> waiting = new ArrayList<>();
    private long next;

    /** Somebody who has seen all of a path's events, or of all paths'. */
    private record Waiter(String path, long after, CompletableFuture<ListEventsResponse> answer) {}

    /**
     * @param startMillis of this replica since 1970: its numbers begin there, in microseconds, so
     *     that a number of a replica before it is an old one
     */
    EventRing(long startMillis) {
        this.next = startMillis * 1_000;
    }

    void add(Event event) {
        List<Waiter> told;
        synchronized (this) {
            if (newest.size() == KEPT) {
                newest.removeFirst();
            }
            newest.addLast(event);
            next++;
            told = waiting.stream().filter(waiter -> concerns(waiter.path(), event)).toList();
        }
        told.forEach(waiter -> waiter.answer().complete(list(waiter.path(), waiter.after())));
    }

    private static boolean concerns(String path, Event event) {
        return path.isEmpty() || path.equals(event.getPath());
    }

    /**
     * The events that are kept and have a number from {@code after} on.
     *
     * @param path only of this one; empty: of all
     * @param after the {@code next} of the answer before; 0: all that are kept
     * @param waitMillis how long to wait for one if there is none
     */
    CompletableFuture<ListEventsResponse> after(String path, long after, long waitMillis) {
        ListEventsResponse now;
        Waiter waiter;
        synchronized (this) {
            now = list(path, after);
            if (now.getEventsCount() > 0 || waitMillis <= 0 || waiting.size() >= MAX_WAITING) {
                return CompletableFuture.completedFuture(now);
            }
            waiter = new Waiter(path, now.getNext(), new CompletableFuture<>());
            waiting.add(waiter);
        }
        CompletableFuture<ListEventsResponse> answer = waiter.answer();
        return answer.completeOnTimeout(now, waitMillis, TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> forget(waiter));
    }

    private synchronized void forget(Waiter waiter) {
        waiting.remove(waiter);
    }

    /** From the newest back: who waits has seen nearly all. */
    private synchronized ListEventsResponse list(String path, long after) {
        long oldest = next - newest.size();
        List<Event> found = new ArrayList<>();
        Iterator<Event> events = newest.descendingIterator();
        for (long number = next - 1; number >= Math.max(after, oldest); number--) {
            Event event = events.next();
            if (concerns(path, event)) {
                found.add(event);
            }
        }
        return ListEventsResponse.newBuilder()
                .addAllEvents(found.reversed())
                .setNext(next)
                .setMissed(after > 0 && after < oldest)
                .build();
    }
}
