package io.millrace.ingest.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Gets whole files over HTTP. Blocks; thread-safe. */
final class HlsHttp {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int PARTIAL = 206;

    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();

    /** The file, if it has at most so many bytes; messages show no secrets. */
    byte[] get(URI uri, int mostBytes) throws IOException, InterruptedException {
        return get(uri, Optional.empty(), mostBytes);
    }

    /** These bytes of the file; all of it without a range. */
    byte[] get(URI uri, Optional<HlsPlaylist.Range> range, int mostBytes)
            throws IOException, InterruptedException {
        return get(uri, range, mostBytes, TIMEOUT);
    }

    /** Likewise, from a server that may answer late. */
    byte[] get(URI uri, Optional<HlsPlaylist.Range> range, int mostBytes, Duration timeout)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(withoutUser(uri)).timeout(timeout);
        range.ifPresent(its ->
                request.header(
                        "Range",
                        "bytes=" + its.offset() + "-" + (its.offset() + its.length() - 1)));
        if (uri.getUserInfo() != null) {
            byte[] user = uri.getUserInfo().getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        }
        HttpResponse<InputStream> answer =
                client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != (range.isPresent() ? PARTIAL : OK)) {
                throw new IOException(uri.getPath() + " is answered " + answer.statusCode());
            }
            byte[] bytes = body.readNBytes(mostBytes + 1);
            if (bytes.length > mostBytes) {
                throw new IOException(uri.getPath() + " has more than " + mostBytes + " bytes");
            }
            if (range.isPresent() && bytes.length != range.get().length()) {
                throw new IOException(uri.getPath() + " has other bytes than were asked for");
            }
            return bytes;
        }
    }

    private static URI withoutUser(URI uri) {
        if (uri.getRawUserInfo() == null) {
            return uri;
        }
        return URI.create(uri.toString().replaceFirst("//[^/@]*@", "//"));
    }
}
