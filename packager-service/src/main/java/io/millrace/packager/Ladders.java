package io.millrace.packager;

import io.millrace.stream.PathName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks paths for what they have together: one that has nothing to play is left out until it has. If
 * none has, the request is held for the first.
 */
record Ladders(Packager packager, CmafQuestions cmaf) {
    static final Outcome<byte[]> NOTHING_YET =
            new Outcome.Unavailable<>("nothing to show yet; try again");

    CompletionStage<Outcome<byte[]>> of(
            List<PathName> paths, Function<Ladder, Outcome<byte[]>> show) {
        return present(paths)
                .thenCompose(present ->
                        present.isEmpty()
                                ? packager.ask(paths.getFirst(), cmaf.manifest())
                                        .thenCompose(found -> found.then(_ -> again(paths, show)))
                                : CompletableFuture.completedFuture(
                                        show.apply(new Ladder(present))));
    }

    private CompletionStage<Outcome<byte[]>> again(
            List<PathName> paths, Function<Ladder, Outcome<byte[]>> show) {
        return present(paths)
                .thenApply(present ->
                        present.isEmpty() ? NOTHING_YET : show.apply(new Ladder(present)));
    }

    /** The views of those paths that have something to play, in the same order. */
    private CompletionStage<List<CmafView>> present(List<PathName> paths) {
        List<CompletableFuture<Optional<CmafView>>> asked =
                paths.stream()
                        .map(path ->
                                packager.ask(path, cmaf.rendition())
                                        .thenApply(Ladders::view)
                                        .toCompletableFuture())
                        .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ ->
                        asked.stream()
                                .map(CompletableFuture::join)
                                .flatMap(Optional::stream)
                                .toList());
    }

    private static Optional<CmafView> view(Outcome<Optional<CmafView>> outcome) {
        return outcome instanceof Outcome.Found<Optional<CmafView>>(Optional<CmafView> view)
                ? view
                : Optional.empty();
    }
}
