package io.millrace.packager;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.HeaderCredentials;
import io.millrace.stream.QueryCredentials;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who sends an HTTP request: by Basic (RFC 7617), Bearer (RFC 6750), or the URL's query. Where it
 * is the query, the addresses in playlists get it too, since players do not pass it on.
 *
 * @param carried the part of the query that has credentials; empty where the header has them
 */
record HttpViewer(Client client, String carried) {
    private static final Set<String> CREDENTIALS = Set.of("user", "pass", "token", "jwt");
    private static final Pattern ATTRIBUTE = Pattern.compile("URI=\"([^\"]*)\"");

    static HttpViewer of(HttpRequest<?> request) {
        String query = Optional.ofNullable(request.getUri().getRawQuery()).orElse("");
        String agent =
                Optional.ofNullable(request.getHeaders().get(HttpHeaders.USER_AGENT)).orElse("");
        Client asking =
                Client.of(request.isSecure() ? "https" : "http", request.getRemoteAddress())
                        .withQuery(query)
                        .withUserAgent(agent);
        Credentials shown =
                Optional.ofNullable(request.getHeaders().get(HttpHeaders.AUTHORIZATION))
                        .map(HeaderCredentials::of)
                        .orElse(new Credentials.None());
        return shown instanceof Credentials.None
                ? new HttpViewer(
                        asking.withCredentials(QueryCredentials.of(query)), carriedIn(query))
                : new HttpViewer(asking.withCredentials(shown), "");
    }

    private static String carriedIn(String query) {
        return Stream.of(query.split("&", -1))
                .filter(part -> {
                    int equals = part.indexOf('=');
                    return equals > 0 && CREDENTIALS.contains(part.substring(0, equals));
                })
                .filter(part -> part.chars().noneMatch(c -> c == '"' || c <= ' '))
                .collect(Collectors.joining("&"));
    }

    /**
     * The answer as this viewer gets it: what was asked for with credentials is kept by nobody
     * between.
     */
    Reply complete(Reply reply) {
        boolean guarded = !(client.credentials() instanceof Credentials.None);
        String caching = guarded ? reply.caching().replace("public", "private") : reply.caching();
        boolean playlist =
                !carried.isEmpty()
                        && reply.mediaType().filter(FrontDoor.PLAYLIST_TYPE::equals).isPresent();
        if (!playlist) {
            return new Reply(
                    reply.status(), reply.mediaType(), caching, reply.headers(), reply.body());
        }
        String text = reply.body().toString(StandardCharsets.UTF_8);
        reply.body().release();
        return new Reply(
                reply.status(),
                reply.mediaType(),
                caching,
                reply.headers(),
                Unpooled.copiedBuffer(playlist(text), StandardCharsets.UTF_8));
    }

    /** The playlist with the credentials behind each of its addresses. */
    String playlist(String text) {
        return carried.isEmpty()
                ? text
                : text.lines().map(this::line).collect(Collectors.joining("\n", "", "\n"));
    }

    private String line(String line) {
        if (line.isEmpty()) {
            return line;
        }
        if (!line.startsWith("#")) {
            return withCredentials(line);
        }
        return ATTRIBUTE
                .matcher(line)
                .replaceAll(uri ->
                        Matcher.quoteReplacement("URI=\"" + withCredentials(uri.group(1)) + "\""));
    }

    private String withCredentials(String uri) {
        return uri + (uri.contains("?") ? "&" : "?") + carried;
    }
}
