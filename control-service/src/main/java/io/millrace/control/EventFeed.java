package io.millrace.control;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Events for one webhook, kept until they are committed. A seam: Kafka's. Confined to a thread. */
interface EventFeed extends AutoCloseable {
    /** The next ones, oldest first; none if none come within {@code wait}. */
    List<Entry> poll(Duration wait) throws IOException;

    /** All that was polled is done with. */
    void commit() throws IOException;

    /** Keeps what could not be delivered. */
    void bury(List<Entry> entries) throws IOException;

    @Override
    void close();

    /**
     * An event.
     *
     * @param id grows; an event that is told again has the same
     * @param type such as {@code path_published}
     * @param json the event as an object, with its id
     */
    record Entry(long id, String type, String path, String json) {}
}
