package io.millrace.runtime;

import io.millrace.runtime.Component.Stage;
import io.millrace.runtime.config.LiveConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts of a process stage by stage, and stops them in reverse. Tells health what works.
 *
 * <pre>
 * NEW      -start→  STARTING -all parts work→  READY -leave→ LEAVING -stop→ STOPPED
 *                   STARTING -a part fails→    STOPPED
 *                                              READY -stop→  STOPPED
 * </pre>
 */
@Singleton
public final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final List<Component> components;
    private final LiveConfig live;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final Map<String, Boolean> working = new ConcurrentHashMap<>();

    /** Where the process stands. */
    public enum State {
        NEW,
        STARTING,
        READY,
        LEAVING,
        STOPPED
    }

    Lifecycle(List<Component> components, LiveConfig live) {
        this.components = List.copyOf(components);
        this.live = live;
    }

    public State state() {
        return state.get();
    }

    /**
     * A part of the process at one moment.
     *
     * @param problem why it does not work; empty if it does
     * @param needed whether no peer should be sent here while it does not
     */
    public record Part(String name, Optional<String> problem, boolean needed) {}

    /** How each part does, in starting order. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            for (Component component : of(stage)) {
                boolean started = working.getOrDefault(component.name(), false);
                Optional<String> problem =
                        started ? component.problem() : Optional.of("does not run");
                parts.add(new Part(component.name(), problem, component.isNeeded()));
            }
        }
        return parts;
    }

    /** Starts every part; on a failure stops them all again. */
    public void start() throws StartFailedException, InterruptedException {
        if (!state.compareAndSet(State.NEW, State.STARTING)) {
            throw new IllegalStateException("started twice");
        }
        try {
            for (Stage stage : Stage.values()) {
                startTogether(of(stage));
            }
        } catch (StartFailedException | InterruptedException failure) {
            LOG.info("the start failed", failure);
            stop();
            throw failure;
        }
        if (!state.compareAndSet(State.STARTING, State.READY)) {
            throw new InterruptedException("stopped while starting");
        }
    }

    private void startTogether(List<Component> stage)
            throws StartFailedException, InterruptedException {
        Map<Component, FutureTask<Void>> starting = new LinkedHashMap<>();
        for (Component component : stage) {
            starting.put(component, inThread("start-", component, component::start));
        }
        List<StartFailedException> failures = new ArrayList<>();
        for (Map.Entry<Component, FutureTask<Void>> entry : starting.entrySet()) {
            String name = entry.getKey().name();
            try {
                entry.getValue().get();
                working.put(name, true);
            } catch (ExecutionException failed) {
                Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
                failures.add(new StartFailedException(name, cause));
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /** Everything still works, but readiness is off; false if it was not ready. */
    boolean leave() {
        return state.compareAndSet(State.READY, State.LEAVING);
    }

    /** Stops every part, the last started first. Does nothing the second time. */
    public void stop() {
        State before = state.getAndSet(State.STOPPED);
        if (before == State.STOPPED || before == State.NEW) {
            return;
        }
        for (Stage stage : List.of(Stage.values()).reversed()) {
            stopTogether(of(stage));
        }
    }

    private void stopTogether(List<Component> stage) {
        Duration stopTimeout = live.current().server().stopTimeout();
        Map<Component, FutureTask<Void>> stopping = new LinkedHashMap<>();
        for (Component component : stage) {
            working.put(component.name(), false);
            stopping.put(component, inThread("stop-", component, component::stop));
        }
        stopping.forEach((component, task) -> {
            try {
                task.get(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException failed) {
                LOG.warn("{} did not stop in order", component.name(), failed.getCause());
            } catch (TimeoutException late) {
                LOG.warn("{} did not stop within {}", component.name(), stopTimeout);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                LOG.warn("{} was not waited for", component.name());
            }
        });
    }

    private List<Component> of(Stage stage) {
        return components.stream().filter(component -> component.stage() == stage).toList();
    }

    private static FutureTask<Void> inThread(String prefix, Component component, Step step) {
        FutureTask<Void> task =
                new FutureTask<>(() -> {
                    step.run();
                    return null;
                });
        Thread.ofPlatform().daemon().name(prefix + component.name()).start(task);
        return task;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }
}
