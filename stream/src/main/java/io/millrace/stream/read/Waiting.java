package io.millrace.stream.read;

import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Who waits for a stream's first entry point. Used under the stream's lock. */
final class Waiting {
    private final List<Opening> openings = new ArrayList<>();

    /** One that waits, and until when. */
    private record Opening(CompletableFuture<SharedStream> stream, long untilMillis) {}

    void add(CompletableFuture<SharedStream> stream, long untilMillis) {
        openings.add(new Opening(stream, untilMillis));
    }

    boolean isEmpty() {
        return openings.isEmpty();
    }

    /** All, who wait no more: answer them outside the lock. */
    List<CompletableFuture<SharedStream>> takeAll() {
        List<CompletableFuture<SharedStream>> all = openings.stream().map(Opening::stream).toList();
        openings.clear();
        return all;
    }

    /** Those whose time is over, likewise. */
    List<CompletableFuture<SharedStream>> takeOverdue(long nowMillis) {
        List<CompletableFuture<SharedStream>> overdue = new ArrayList<>();
        Iterator<Opening> all = openings.iterator();
        while (all.hasNext()) {
            Opening opening = all.next();
            if (nowMillis >= opening.untilMillis()) {
                all.remove();
                overdue.add(opening.stream());
            }
        }
        return overdue;
    }

    static void refuse(
            List<CompletableFuture<SharedStream>> streams,
            RefusedException.Cause cause,
            PathName path,
            String why) {
        for (CompletableFuture<SharedStream> stream : streams) {
            stream.completeExceptionally(new RefusedException(cause, "path '" + path + "' " + why));
        }
    }
}
