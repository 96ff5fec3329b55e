package io.millrace.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A program started by a test. Its newest output lines are kept for messages and waits; it is ended
 * by {@link #close}, and at the latest when this JVM ends. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
    private static final int KEPT_LINES = 2_000;
    private static final Duration KILL_WAIT = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Thread endWithUs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final List<Thread> readers;

    private ChildProcess(String name, Process process, Consumer<String> onStandardOutput) {
        this.name = name;
        this.process = process;
        this.endWithUs = new Thread(process::destroyForcibly, "end " + name);
        Runtime.getRuntime().addShutdownHook(endWithUs);
        this.readers =
                List.of(
                        follow(process.getInputStream(), onStandardOutput),
                        follow(process.getErrorStream(), _ -> {}));
        Thread.ofPlatform().daemon().name("end of a child").start(this::forgetWhenEnded);
    }

    /** Starts {@code command} with the variables of {@code environment} added to ours. */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment) {
        return start(name, command, environment, _ -> {});
    }

    /** Likewise; every line of the standard output is also given to {@code onStandardOutput}. */
    public static ChildProcess start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Consumer<String> onStandardOutput) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        return start(name, builder, environment, onStandardOutput);
    }

    /** Likewise; its standard input is written through {@link #input}. */
    public static ChildProcess startFed(
            String name, List<String> command, Map<String, String> environment) {
        return start(name, new ProcessBuilder(command), environment, _ -> {});
    }

    /** Likewise; its standard output goes to a file. */
    public static ChildProcess startInto(
            Path file, String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.redirectOutput(file.toFile());
        return start(name, builder, environment, _ -> {});
    }

    private static ChildProcess start(
            String name,
            ProcessBuilder builder,
            Map<String, String> environment,
            Consumer<String> onStandardOutput) {
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(name, builder.start(), onStandardOutput);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** The standard input of a program started with {@link #startFed}. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Whether all that it wrote was read: it has ended, and its last line was taken. */
    public boolean outputEnded() {
        return readers.stream().noneMatch(Thread::isAlive);
    }

    /** The exit code, once it has ended. */
    public Optional<Integer> exitCode() {
        return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }

    /**
     * Waits for the end and for the last line of output.
     *
     * @return the exit code
     * @throws AssertionError if it has not ended in time
     */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " did not end within " + limit + "\n" + output());
        }
        for (Thread reader : readers) {
            reader.join(KILL_WAIT);
        }
        return process.exitValue();
    }

    /**
     * Waits until a line of the output, old or new, meets {@code condition}.
     *
     * @return that line
     * @throws AssertionError if none comes in time, or the program ends without it
     */
    public String awaitLine(Predicate<String> condition, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<String> found = lines.stream().filter(condition).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                boolean ended = outputEnded();
                if (ended || changed.awaitNanos(deadline - System.nanoTime()) <= 0) {
                    throw new AssertionError(
                            name
                                    + (ended ? " ended" : " ran " + limit)
                                    + " without the line\n"
                                    + output());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest lines of standard output and error. */
    public String output() {
        lock.lock();
        try {
            return name + ": " + String.join("\n" + name + ": ", lines);
        } finally {
            lock.unlock();
        }
    }

    /** Asks it to end, as a service manager does (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /**
     * Asks it to end, as Ctrl-C does (SIGINT). A shell that runs us in the background lets all its
     * children ignore that signal: then SIGTERM, which a JVM answers alike.
     */
    public void interrupt() {
        signal(ignoresInterrupt() ? "TERM" : "INT");
    }

    /** Stops it in its place (SIGSTOP) without ending it. */
    public void freeze() {
        signal("STOP");
    }

    /** Ends it without asking (SIGKILL) and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(KILL_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + " survived SIGKILL");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }

    /** From the mask of ignored signals, in hexadecimal (proc(5)); SIGINT is the second. */
    private boolean ignoresInterrupt() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try (Stream<String> fields = Files.lines(status)) {
            return fields.filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .anyMatch(ignored -> (ignored & 2) != 0);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is gone", e);
        }
    }

    private void signal(String signal) {
        try {
            Process sender =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            if (sender.waitFor() != 0) {
                throw new IllegalStateException("cannot send SIG" + signal + " to " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A virtual thread would keep its carrier while it waits for output: children are many. */
    private Thread follow(InputStream stream, Consumer<String> onLine) {
        return Thread.ofPlatform()
                .daemon()
                .name("output of a child")
                .start(() -> readLines(stream, onLine));
    }

    private void readLines(InputStream stream, Consumer<String> onLine) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                onLine.accept(line);
                keep(line);
            }
        } catch (IOException e) {
            keep("(output ends: " + e.getMessage() + ")");
        }
    }

    private void keep(String line) {
        lock.lock();
        try {
            if (lines.size() == KEPT_LINES) {
                lines.removeFirst();
            }
            lines.addLast(line);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void forgetWhenEnded() {
        try {
            process.waitFor();
            for (Thread reader : readers) {
                reader.join();
            }
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException _) {
            // This JVM is ending, and the hook runs or has run.
        }
    }
}
