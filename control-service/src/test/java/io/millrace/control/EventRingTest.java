package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.proto.control.Event;
import io.millrace.proto.control.ListEventsResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EventRingTest {
    private static final long LONG_MILLIS = 60_000;

    private final EventRing ring = new EventRing(7);

    private void happens(String path) {
        ring.add(Event.newBuilder().setPath(path).build());
    }

    private static List<String> paths(ListEventsResponse response) {
        return response.getEventsList().stream().map(Event::getPath).toList();
    }

    @Test
    void after_nothingAsked_isAllThatIsKept() {
        happens("a");
        happens("b");
        ListEventsResponse all = ring.after("", 0, 0).join();
        assertEquals(List.of("a", "b"), paths(all));
        assertEquals(7_002, all.getNext());
        assertEquals(List.of("b"), paths(ring.after("b", 0, 0).join()));
    }

    @Test
    void after_numberOfTheAnswerBefore_isWhatCameSince() {
        happens("a");
        long next = ring.after("", 0, 0).join().getNext();
        assertEquals(List.of(), paths(ring.after("", next, 0).join()));
        happens("b");
        assertEquals(List.of("b"), paths(ring.after("", next, 0).join()));
        assertFalse(ring.after("", next, 0).join().getMissed());
    }

    @Test
    void after_waiting_isAnsweredByTheNextEventOfItsPath() {
        CompletableFuture<ListEventsResponse> waiting = ring.after("b", 0, LONG_MILLIS);
        happens("a");
        assertFalse(waiting.isDone());
        happens("b");
        assertEquals(List.of("b"), paths(waiting.join()));
    }

    @Test
    void after_waitingInVain_isAnsweredWithNone() {
        ListEventsResponse none = ring.after("", 0, 1).join();
        assertEquals(List.of(), paths(none));
        assertEquals(7_000, none.getNext());
    }

    @Test
    void after_oldNumber_tellsThatEventsWereMissed() {
        for (int count = 0; count <= EventRing.KEPT; count++) {
            happens("cam" + count);
        }
        ListEventsResponse kept = ring.after("", 7_000, 0).join();
        assertTrue(kept.getMissed());
        assertEquals(EventRing.KEPT, kept.getEventsCount());
        assertEquals("cam1", kept.getEvents(0).getPath());
        assertFalse(ring.after("", 7_001, 0).join().getMissed());
    }

    @Test
    void after_tooManyWait_isAnsweredAtOnce() {
        for (int count = 0; count < EventRing.MAX_WAITING; count++) {
            assertFalse(ring.after("", 0, LONG_MILLIS).isDone());
        }
        assertTrue(ring.after("", 0, LONG_MILLIS).isDone());
        happens("a");
        assertFalse(ring.after("", ring.after("", 0, 0).join().getNext(), LONG_MILLIS).isDone());
    }
}
