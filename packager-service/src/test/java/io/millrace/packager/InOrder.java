package io.millrace.packager;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Runs tasks one after the other on the caller's thread, also those that tasks bring. */
final class InOrder implements Executor {
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean running;

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        if (!running) {
            running = true;
            while (!waiting.isEmpty()) {
                waiting.removeFirst().run();
            }
            running = false;
        }
    }
}
