package io.millrace.ingest.source;

import io.millrace.ingest.file.FileSource;
import io.millrace.ingest.file.PlayClock;
import io.millrace.stream.Publishing;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Plays files in their own time: {@code file:/videos/clip.mp4}, {@code file:clip.ts?loop=no}. */
record FilePuller(PlayClock clock) implements Puller {
    @Override
    public Pull pull(PullRequest request, Feed feed) {
        String rest = request.address().rest();
        int mark = rest.lastIndexOf("?loop=");
        boolean loop = mark < 0 || !rest.substring(mark).equals("?loop=no");
        String name = mark < 0 ? rest : rest.substring(0, mark);
        Publishing into =
                (asked, _) -> {
                    feed.describe(asked.tracks());
                    return CompletableFuture.completedFuture(feed);
                };
        FileSource.Round round = new FileSource.Round(loop, feed::fail);
        FileSource playing = FileSource.start(request.path(), path(name), into, clock, round);
        return () -> Thread.startVirtualThread(playing::close);
    }

    private static Path path(String name) {
        try {
            return Path.of(name.startsWith("//") ? name.substring(2) : name);
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("not a file's name: " + invalid.getReason());
        }
    }
}
