package io.millrace.runtime.hook;

import io.millrace.stream.Counters;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that runs until it ends, its time is over, or what it is about ends; then all that it
 * started ends too, first asked to, then forced. Its output goes to the log. Has a thread of its
 * own. Thread-safe.
 */
final class HookProcess implements Hooks.Program {
    private static final Logger LOG = LoggerFactory.getLogger(HookProcess.class);

    private final Task task;
    private final Times times;
    private final Counters counters;
    private final Consumer<HookProcess> onDone;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile boolean done;

    /**
     * What runs.
     *
     * @param title for the log: {@code path=cam run-on-read}
     * @param variables of its environment; those of ours that this process has are not among them
     * @param lasting whether it may run until it is closed
     */
    record Task(String title, Hook hook, Map<String, String> variables, boolean lasting) {}

    /**
     * How long it waits.
     *
     * @param restart before it is started again
     * @param longest run of a program that is about a moment
     * @param kill from asking it to end to forcing it
     */
    record Times(Duration restart, Duration longest, Duration kill) {
        static final Times STANDARD =
                new Times(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(3));
    }

    HookProcess(Task task, Times times, Counters counters, Consumer<HookProcess> onDone) {
        this.task = task;
        this.times = times;
        this.counters = counters;
        this.onDone = onDone;
    }

    HookProcess start() {
        Thread.ofPlatform().daemon().name("hook").start(this::run);
        return this;
    }

    private void run() {
        try {
            boolean again = task.hook().restart() && task.lasting();
            do {
                runOnce();
            } while (again && !isOver(closed, times.restart()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            done = true;
            onDone.accept(this);
        }
    }

    /** Whether it is over before that time is. */
    private static boolean isOver(CompletableFuture<?> what, Duration within)
            throws InterruptedException {
        try {
            what.get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void runOnce() throws InterruptedException {
        String mark = UUID.randomUUID().toString();
        Optional<Process> started = launch(mark);
        if (started.isEmpty()) {
            return;
        }
        Process process = started.get();
        Thread output = Thread.ofVirtual().name("hook-output").start(() -> read(process));
        try {
            boolean ended = await(process);
            LOG.info(
                    "{}: {}",
                    task.title(),
                    ended ? "the program ended, code " + process.exitValue() : "is ended");
        } finally {
            new HookGroup(process, mark).end(times.kill());
            output.join(times.kill());
        }
    }

    private Optional<Process> launch(String mark) {
        List<String> arguments = task.hook().command().arguments(task.variables());
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
        builder.environment().putAll(task.variables());
        builder.environment().put(HookGroup.MARK, mark);
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        counters.counter("hook_runs", "event", event()).increment();
        try {
            return Optional.of(builder.start());
        } catch (IOException | IllegalArgumentException impossible) {
            countFailure();
            LOG.warn("{}: cannot be started: {}", task.title(), impossible.getMessage());
            return Optional.empty();
        }
    }

    private String event() {
        return task.variables().getOrDefault("MILLRACE_EVENT", "");
    }

    private void countFailure() {
        counters.counter("hook_failures", "event", event()).increment();
    }

    private void read(Process process) {
        try (InputStream output = process.getInputStream()) {
            new HookOutput(
                            line -> LOG.info("{}: {}", task.title(), line),
                            () -> System.nanoTime() / 1_000_000)
                    .drain(output);
        } catch (IOException gone) {
            LOG.debug("{}: output ended", task.title(), gone);
        }
    }

    /** Until it ends, is closed, or has run for too long; whether it ended by itself. */
    private boolean await(Process process) throws InterruptedException {
        CompletableFuture<?> ending = CompletableFuture.anyOf(process.onExit(), closed);
        if (task.lasting()) {
            ending.join();
        } else if (!isOver(ending, times.longest())) {
            LOG.warn("{}: runs for more than {}", task.title(), times.longest());
            countFailure();
        }
        if (process.isAlive()) {
            return false;
        }
        if (process.exitValue() != 0) {
            countFailure();
        }
        return true;
    }

    @Override
    public boolean isRunning() {
        return !done;
    }

    /** What it is about has ended: a lasting program ends soon. */
    @Override
    public void close() {
        if (task.lasting()) {
            end();
        }
    }

    /** Ends soon, also if it is about a moment. */
    void end() {
        closed.complete(null);
    }
}
