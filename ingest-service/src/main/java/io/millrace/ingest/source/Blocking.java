package io.millrace.ingest.source;

import java.io.IOException;

/** Work of a pull that blocks: on a virtual thread of its own. */
final class Blocking {
    private Blocking() {}

    /** Work whose failure ends the pull. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Begins; what goes wrong is told to the feed. */
    static Thread run(String name, Feed feed, Work work) {
        return Thread.ofVirtual()
                .name(name + " " + feed.path())
                .start(() -> {
                    try {
                        work.run();
                    } catch (IOException | IllegalArgumentException failed) {
                        feed.fail(Problems.text(failed));
                    } catch (InterruptedException ended) {
                        feed.fail("it was ended");
                    }
                });
    }
}
