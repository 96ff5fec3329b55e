package io.millrace.systemtests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An encoder that publishes {@link NumberedPictures} and comes back whenever it is cut off. Each
 * publication is a source of its own: {@code name.1}, {@code name.2} and so on.
 */
final class SteadyPublisher implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;
    private static final long LOOK_MILLIS = 5;

    private final String name;
    private final Opening opening;
    private final List<Publication> publications = new ArrayList<>();
    private volatile boolean closed;

    /** Connects and publishes once. */
    @FunctionalInterface
    interface Opening {
        NumberedPublisher open(String source) throws IOException;
    }

    /**
     * One time that it was let in.
     *
     * @param awayMillis since the one before had ended
     */
    record Publication(String source, NumberedPublisher publisher, long awayMillis) {}

    SteadyPublisher(String name, Opening opening) throws IOException {
        this.name = name;
        this.opening = opening;
        publications.add(publish(System.nanoTime()));
        Thread.ofVirtual().name("encoder " + name).start(this::run);
    }

    private Publication publish(long sinceNanos) throws IOException {
        String source = name + "." + (publications().size() + 1);
        NumberedPublisher publisher = opening.open(source);
        return new Publication(source, publisher, Failover.millisSince(sinceNanos));
    }

    private void run() {
        try {
            while (!closed) {
                Optional<String> end = publications().getLast().publisher.end();
                if (end.isPresent()) {
                    comeBack();
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void comeBack() throws InterruptedException {
        long ended = System.nanoTime();
        while (!closed) {
            try {
                Publication next = publish(ended);
                synchronized (this) {
                    publications.add(next);
                }
                return;
            } catch (IOException _) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** All so far, the newest last. */
    synchronized List<Publication> publications() {
        return List.copyOf(publications);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Publication each : publications()) {
            each.publisher.close();
        }
    }
}
