package io.millrace.runtime.hook;

import io.millrace.runtime.Component;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Ticker;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Has hooks run while this process does. */
@Singleton
final class HookComponent implements Component {
    private static final long LOOK_MILLIS = 500;
    private static final long MOMENT_MILLIS = 1_000;
    private static final long PATIENCE_MILLIS = 5_000;
    private static final long POLL_MILLIS = 50;

    private final Hooks hooks;
    private final SessionRegistry sessions;
    private final Ticker ticker;
    private Optional<Ticker.Registration> looking = Optional.empty();

    HookComponent(Hooks hooks, SessionRegistry sessions, Ticker ticker) {
        this.hooks = hooks;
        this.sessions = sessions;
        this.ticker = ticker;
    }

    @Override
    public String name() {
        return "hooks";
    }

    @Override
    public Stage stage() {
        return Stage.LOG;
    }

    @Override
    public synchronized void start() {
        sessions.observe(hooks);
        looking = Optional.of(ticker.every(LOOK_MILLIS, hooks::look));
    }

    /** Programs get a moment to end; none is left behind. */
    @Override
    public synchronized void stop() throws InterruptedException {
        looking.ifPresent(Ticker.Registration::close);
        hooks.close();
        await(MOMENT_MILLIS);
        hooks.endAll();
        await(PATIENCE_MILLIS);
    }

    private void await(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (hooks.programs() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
        }
    }
}
