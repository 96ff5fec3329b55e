package io.millrace.ingest.source;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pull whose handle comes later than it is asked for, perhaps after it was ended. */
final class Late<H> implements Puller.Pull {
    private final Consumer<H> end;
    private @Nullable H handle;
    private boolean closed;

    /**
     * @param end of the handle; must not block
     */
    Late(Consumer<H> end) {
        this.end = end;
    }

    /** The handle is there. */
    void opened(H opened) {
        boolean late;
        synchronized (this) {
            handle = opened;
            late = closed;
        }
        if (late) {
            end.accept(opened);
        }
    }

    @Override
    public void close() {
        @Nullable H open;
        synchronized (this) {
            open = closed ? null : handle;
            closed = true;
        }
        if (open != null) {
            end.accept(open);
        }
    }
}
