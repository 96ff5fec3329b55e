package io.millrace.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The way in: gives publishers the right to write a path. Thread-safe, never blocks. */
public interface Publishing {
    /**
     * Takes the path for the peer, ending another publisher of it where the path's policy says so.
     *
     * @param onEnd called at most once, on any thread, when the publication is ended by us; not
     *     after {@link Publisher#close}
     * @return fails with {@link RefusedException}
     */
    CompletionStage<Publisher> publish(PublishRequest request, Consumer<EndReason> onEnd);

    /**
     * Asks ahead whether the peer may publish the path, where its protocol knows that before there
     * is media; takes nothing yet.
     *
     * @return what that peer then publishes to, without being asked again; fails with {@link
     *     RefusedException}
     */
    default CompletionStage<Publishing> admit(PathName path, Client client) {
        return CompletableFuture.completedFuture(this);
    }
}
