package io.millrace.ingest.source;

import java.net.URI;

/** Pulls over HTTP what the address's path says: a playlist, or an endless stream. */
record HttpKinds(Puller streams, Puller playlists) implements Puller {
    @Override
    public Pull pull(PullRequest request, Feed feed) {
        String path = String.valueOf(URI.create(request.address().text()).getPath());
        boolean playlist = path.endsWith(".m3u8") || path.endsWith(".m3u");
        return (playlist ? playlists : streams).pull(request, feed);
    }
}
