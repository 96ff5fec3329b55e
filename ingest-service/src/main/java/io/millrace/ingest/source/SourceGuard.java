package io.millrace.ingest.source;

import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.job.JobNames;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import io.millrace.stream.RefusedException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Refuses peers that publish to a path with a source. Thread-safe, never blocks. */
public final class SourceGuard implements Publishing {
    private final Publishing publishing;
    private final LiveConfig live;

    public SourceGuard(Publishing publishing, LiveConfig live) {
        this.publishing = publishing;
        this.live = live;
    }

    @Override
    public CompletionStage<Publisher> publish(PublishRequest request, Consumer<EndReason> onEnd) {
        Optional<RefusedException> refusal =
                request.client().isInternal() ? Optional.empty() : refusal(request.path());
        return refusal.isPresent()
                ? CompletableFuture.failedFuture(refusal.get())
                : publishing.publish(request, onEnd);
    }

    private Optional<RefusedException> refusal(PathName path) {
        if (JobNames.isJob(path.value())) {
            return refused(RefusedException.Cause.FORBIDDEN, "path '" + path + "' is reserved");
        }
        PathSettings.Source source = live.current().settingsOf(path).source();
        return source.isSet()
                ? refused(
                        RefusedException.Cause.BUSY,
                        "path '%s' has a source of its own, %s: nobody may publish it"
                                .formatted(path, source.addresses().getFirst().shown()))
                : Optional.empty();
    }

    private static Optional<RefusedException> refused(RefusedException.Cause cause, String text) {
        return Optional.of(new RefusedException(cause, text));
    }
}
