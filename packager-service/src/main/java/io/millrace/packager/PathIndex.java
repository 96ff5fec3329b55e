package io.millrace.packager;

import io.millrace.runtime.PublishedPaths;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.PathName;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Tells the page at the root which paths are published that its viewer may read. At most {@value
 * #MOST} are asked about. Thread-safe, never blocks its caller.
 */
final class PathIndex {
    private static final int MOST = 500;
    private static final int UNAUTHENTICATED = 401;

    private final PublishedPaths published;
    private final Viewers viewers;
    private final Executor virtualThreads;

    PathIndex(PublishedPaths published, Viewers viewers, Executor virtualThreads) {
        this.published = published;
        this.viewers = viewers;
        this.virtualThreads = virtualThreads;
    }

    /** Names as JSON; or the refusal of wrong credentials, so that they are tried but once. */
    CompletionStage<Reply> answer(HttpViewer viewer) {
        return published.list().thenApplyAsync(paths -> answer(viewer, paths), virtualThreads);
    }

    private Reply answer(HttpViewer viewer, List<PathName> paths) {
        List<PathName> readable = new ArrayList<>();
        for (PathName path : paths.subList(0, Math.min(MOST, paths.size()))) {
            Viewers.Verdict verdict =
                    viewers.admit(path, viewer, Action.READ, false).toCompletableFuture().join();
            switch (verdict) {
                case Viewers.Verdict.Admitted _, Viewers.Verdict.Moved _ -> readable.add(path);
                case Viewers.Verdict.Refused(Reply refusal) -> {
                    if (refusal.status() == UNAUTHENTICATED && viewer.showsSomething()) {
                        return refusal;
                    }
                    refusal.body().release();
                }
            }
        }
        return json(readable);
    }

    /** Names of paths have no character that JSON escapes. */
    private static Reply json(List<PathName> paths) {
        String text =
                paths.stream()
                        .map(path -> '"' + path.value() + '"')
                        .collect(Collectors.joining(",", "{\"paths\":[", "]}"));
        return Reply.ok(
                "application/json",
                Reply.NOT_CACHED,
                Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
}
