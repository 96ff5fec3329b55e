package io.millrace.packager;

import io.millrace.stream.PathName;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/**
 * One request of an admitted viewer, until it has its answer.
 *
 * @param leave told the answer's bytes, once
 * @param sent told the bytes of an answer that grows, as they come
 */
record Visit(HttpViewer viewer, Addresses addresses, LongConsumer leave, LongConsumer sent) {
    /** What goes behind addresses in the viewer's playlists. */
    interface Addresses {
        /** Whether anything does. */
        boolean areNeeded();

        /** What goes behind those of this path. */
        String queryFor(PathName path);
    }

    /**
     * The answer as this viewer gets it: what was asked for with credentials is kept by nobody
     * between.
     *
     * @param address the request's, without its query
     */
    Reply complete(Reply reply, String address, PathName path) {
        String caching =
                viewer.showsSomething()
                        ? reply.caching().replace("public", "private")
                        : reply.caching();
        String mediaType = reply.mediaType().orElse("");
        Reply own = reply.withCaching(caching).counted(sent);
        if (!addresses.areNeeded() || !PlaylistAddresses.areIn(mediaType)) {
            return own;
        }
        String text = reply.body().toString(StandardCharsets.UTF_8);
        reply.body().release();
        String rewritten =
                new PlaylistAddresses(address, path, addresses::queryFor)
                        .rewritten(mediaType, text);
        return own.withBody(Unpooled.copiedBuffer(rewritten, StandardCharsets.UTF_8));
    }
}
