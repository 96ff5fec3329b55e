package io.millrace.runtime;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that peers connect to, as a part of a process. */
public final class Listener implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final String name;
    private final Starter starter;
    private final AtomicReference<Optional<Running>> running =
            new AtomicReference<>(Optional.empty());

    /** Starts the server; may block. */
    @FunctionalInterface
    public interface Starter {
        Running start() throws Exception;
    }

    /**
     * A server that listens.
     *
     * @param addresses what to log: {@code 127.0.0.1:8554}
     */
    public record Running(AutoCloseable server, String addresses) {}

    public Listener(String name, Starter starter) {
        this.name = name;
        this.starter = starter;
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
    public void start() throws Exception {
        Running started = starter.start();
        running.set(Optional.of(started));
        LOG.info("listening {} {}", name, started.addresses());
    }

    @Override
    public void stop() throws Exception {
        Optional<Running> started = running.getAndSet(Optional.empty());
        if (started.isPresent()) {
            started.get().server().close();
        }
    }
}
