package io.millrace.ingest.source;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A part that is asked for before it is there; the server answers when it is. Begun and taken by
 * one thread, got by another.
 */
record HlsAhead(HlsPlaylist.Resource resource, FutureTask<byte[]> getting) {
    static HlsAhead begin(HlsHttp http, URI playlist, HlsPlaylist.Resource resource) {
        FutureTask<byte[]> getting =
                new FutureTask<>(() -> HlsSegments.get(http, playlist, resource));
        Thread.ofVirtual().name("hls-ahead " + playlist.getPath()).start(getting);
        return new HlsAhead(resource, getting);
    }

    /** Waits for it. */
    byte[] bytes() throws IOException, InterruptedException {
        try {
            return getting.get();
        } catch (ExecutionException failed) {
            throw new IOException(Problems.text(failed), failed);
        }
    }

    void cancel() {
        getting.cancel(true);
    }
}
