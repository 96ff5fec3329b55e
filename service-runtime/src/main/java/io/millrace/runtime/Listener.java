package io.millrace.runtime;

import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that peers connect to, as a part of a process. When its own settings change it is closed
 * and started anew, alone: only its sessions end. If it cannot start with the new ones, it goes
 * back to the old. Thread-safe.
 */
public final class Listener implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final String name;
    private final LiveConfig live;
    private final Function<MillraceConfig, Object> settings;
    private final Starter starter;
    private final MillraceConfig.Server process;

    private final ReentrantLock changing = new ReentrantLock();
    // Guarded by the lock.
    private Optional<Runnable> subscription = Optional.empty();
    private Object tried = this;
    private volatile Optional<Serving> serving = Optional.empty();
    private volatile String lost = "";

    /** Starts the server with these settings; may block. */
    @FunctionalInterface
    public interface Starter {
        Running start(MillraceConfig now) throws IOException, InterruptedException;
    }

    /**
     * A server that listens.
     *
     * @param close may block
     * @param addresses what to log: {@code 127.0.0.1:8554}
     */
    public record Running(Runnable close, String addresses) {}

    /** What runs, and by which settings. */
    private record Serving(Running server, MillraceConfig config) {}

    /**
     * Not started yet.
     *
     * @param settings those that the server is started by; those of the process stay as they were
     */
    public Listener(
            String name,
            LiveConfig live,
            Function<MillraceConfig, Object> settings,
            Starter starter) {
        this.name = name;
        this.live = live;
        this.settings = settings;
        this.starter = starter;
        this.process = live.current().server();
    }

    /** Likewise; stays as it was started, whatever changes. */
    public Listener(String name, LiveConfig live, Starter starter) {
        this(name, live, _ -> "", starter);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Stage stage() {
        return Stage.LISTENERS;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        changing.lock();
        try {
            subscription =
                    Optional.of(
                            live.subscribe(_ ->
                                    Thread.ofVirtual()
                                            .name("restart-" + name)
                                            .start(this::follow)));
            listen(live.current());
        } finally {
            changing.unlock();
        }
    }

    private void listen(MillraceConfig config) throws IOException, InterruptedException {
        tried = settings.apply(config);
        Running started = starter.start(config.withServer(process));
        serving = Optional.of(new Serving(started, config));
        LOG.info("listening {} {}", name, started.addresses());
    }

    /** Goes by the newest settings, where they are others than those that run or were tried. */
    private void follow() {
        changing.lock();
        try {
            MillraceConfig config = live.current();
            Object wanted = settings.apply(config);
            boolean same =
                    serving.filter(now -> settings.apply(now.config()).equals(wanted)).isPresent();
            if (same) {
                tried = wanted;
            } else if (subscription.isPresent() && !wanted.equals(tried)) {
                startAnew(config);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            changing.unlock();
        }
    }

    private void startAnew(MillraceConfig config) throws InterruptedException {
        LOG.info("{} starts anew by other settings, its sessions end", name);
        Optional<Serving> old = serving;
        close();
        try {
            listen(config);
        } catch (IOException | RuntimeException unusable) {
            LOG.error("{} does not start by the new settings", name, unusable);
            if (old.isPresent()) {
                goBack(old.get().config());
            }
        }
    }

    private void goBack(MillraceConfig config) throws InterruptedException {
        Object failed = tried;
        try {
            listen(config);
        } catch (IOException | RuntimeException failure) {
            LOG.error("{} does not start by the old settings any more either", name, failure);
            lost = "could not start anew: " + failure.getMessage();
        }
        tried = failed;
    }

    /** Why peers cannot connect. */
    @Override
    public Optional<String> problem() {
        return serving.isPresent()
                ? Optional.empty()
                : Optional.of(lost.isEmpty() ? "does not listen" : lost);
    }

    private void close() {
        Optional<Serving> open = serving;
        serving = Optional.empty();
        open.ifPresent(running -> running.server().close().run());
    }

    @Override
    public void stop() {
        changing.lock();
        try {
            subscription.ifPresent(Runnable::run);
            subscription = Optional.empty();
            close();
        } finally {
            changing.unlock();
        }
    }
}
