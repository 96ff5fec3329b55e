package io.millrace.mpegts.examples;

import io.millrace.mpegts.http.HttpTsClient;
import io.millrace.mpegts.http.HttpTsException;
import io.millrace.mpegts.http.HttpTsRequest;
import io.millrace.mpegts.http.HttpTsSink;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a stream over HTTP into a file, until it ends. A real application hands the bytes to a
 * thread that may block, and pauses the stream while that is behind.
 *
 * @param over completes when the stream has ended
 */
record HttpTsRecorder(OutputStream out, CompletableFuture<Optional<HttpTsException>> over)
        implements HttpTsSink {

    /** Arguments: URL, file. */
    public static void main(String[] arguments) throws Exception {
        Optional<HttpTsException> problem =
                record(HttpTsRequest.of(URI.create(arguments[0])), Path.of(arguments[1]));
        System.out.println(problem.map(HttpTsException::getMessage).orElse("the stream has ended"));
    }

    /** Blocks; gives what the stream ended of, if it was not the server's decision. */
    static Optional<HttpTsException> record(HttpTsRequest request, Path file) throws Exception {
        try (HttpTsClient client = new HttpTsClient();
                OutputStream out = Files.newOutputStream(file)) {
            HttpTsRecorder recorder = new HttpTsRecorder(out, new CompletableFuture<>());
            client.open(request, recorder).toCompletableFuture().get();
            return recorder.over.get();
        }
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        try {
            bytes.readBytes(out, bytes.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onEnd(Optional<HttpTsException> problem) {
        over.complete(problem);
    }
}
