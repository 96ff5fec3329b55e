package io.millrace.runtime;

import java.util.Optional;

/**
 * A part of a process that is started and stopped: a bean that {@link Lifecycle} finds. Both calls
 * may block; they come on threads of the lifecycle, one at a time.
 */
public interface Component {
    /** For logs, health and errors: {@code rtsp}. */
    String name();

    /** Parts of a lower stage are started first and stopped last; those of one stage together. */
    Stage stage();

    /** Returns when the part works. */
    void start() throws Exception;

    /**
     * Why it does not work, once started; empty if it does. Asked by health, at any time, on any
     * thread.
     */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /** Whether no peer should be sent here while it does not work. */
    default boolean isNeeded() {
        return true;
    }

    /** Returns when nothing of it runs any more; also called after a failed start. */
    void stop() throws Exception;

    /** The order of starting. */
    enum Stage {
        /** What brings the log up. */
        BROKER,
        /** Who decides. */
        CONTROL,
        /** Clients of both. */
        LOG,
        /** What peers connect to. */
        LISTENERS,
        /** What publishes by itself. */
        SOURCES
    }
}
