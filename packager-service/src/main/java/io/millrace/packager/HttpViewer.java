package io.millrace.packager;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.millrace.runtime.HttpFrontFilter;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.HeaderCredentials;
import io.millrace.stream.QueryCredentials;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who sends an HTTP request: by Basic (RFC 7617), Bearer (RFC 6750), or the URL's query.
 *
 * @param token that was given to the viewer before; empty where none is shown
 * @param carried the part of the query that has credentials; empty where the header has them
 */
record HttpViewer(Client client, Optional<String> token, String carried) {
    /** Of the query. */
    static final String TOKEN = "viewer";

    private static final Set<String> CREDENTIALS = Set.of("user", "pass", "token", "jwt");
    private static final int MAX_AGENT = 256;

    /**
     * Reads a request.
     *
     * @param protocol what it asks for, as sessions and admission name it
     */
    static HttpViewer of(HttpRequest<?> request, String protocol) {
        String query = Optional.ofNullable(request.getUri().getRawQuery()).orElse("");
        String agent =
                Optional.ofNullable(request.getHeaders().get(HttpHeaders.USER_AGENT)).orElse("");
        Client asking =
                Client.of(protocol, HttpFrontFilter.viewer(request))
                        .withQuery(query)
                        .withUserAgent(
                                agent.length() > MAX_AGENT ? agent.substring(0, MAX_AGENT) : agent);
        Credentials shown =
                Optional.ofNullable(request.getHeaders().get(HttpHeaders.AUTHORIZATION))
                        .map(HeaderCredentials::of)
                        .orElse(new Credentials.None());
        Optional<String> token =
                parts(query, Set.of(TOKEN))
                        .map(part -> part.substring(TOKEN.length() + 1))
                        .findFirst();
        return shown instanceof Credentials.None
                ? new HttpViewer(
                        asking.withCredentials(QueryCredentials.of(query)),
                        token,
                        parts(query, CREDENTIALS).collect(Collectors.joining("&")))
                : new HttpViewer(asking.withCredentials(shown), token, "");
    }

    private static Stream<String> parts(String query, Set<String> names) {
        return Stream.of(query.split("&", -1))
                .filter(part -> {
                    int equals = part.indexOf('=');
                    return equals > 0 && names.contains(part.substring(0, equals));
                })
                .filter(part -> part.chars().noneMatch(c -> c == '"' || c <= ' '));
    }

    /** Whether anything is shown that answers may depend on. */
    boolean showsSomething() {
        return token.isPresent() || !(client.credentials() instanceof Credentials.None);
    }

    String host() {
        return client.address()
                .map(address ->
                        address.isUnresolved()
                                ? address.getHostString()
                                : address.getAddress().getHostAddress())
                .orElse("inside");
    }
}
