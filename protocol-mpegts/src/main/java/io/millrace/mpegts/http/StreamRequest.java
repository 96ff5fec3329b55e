package io.millrace.mpegts.http;

import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import io.millrace.stream.QueryCredentials;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A request for a stream.
 *
 * @param path as it stands in the URL, not checked
 * @param query without its question mark
 */
record StreamRequest(HttpRequest http, StreamForm form, String path, String query) {
    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";

    /** Whether, and for which of {@code forms}. */
    static Optional<StreamRequest> of(HttpRequest http, List<StreamForm> forms) {
        String uri = http.uri();
        int mark = uri.indexOf('?');
        String raw = mark < 0 ? uri : uri.substring(0, mark);
        for (StreamForm form : forms) {
            int end = raw.length() - form.suffix().length() - 1;
            if (end > 1 && raw.charAt(end) == '/' && raw.endsWith(form.suffix())) {
                String query = mark < 0 ? "" : uri.substring(mark + 1);
                return Optional.of(
                        new StreamRequest(http, form, decoded(raw.substring(1, end)), query));
            }
        }
        return Optional.empty();
    }

    /** An escape that is none stays as it is: no name of a path then. */
    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        try {
            return QueryStringDecoder.decodeComponent(path.replace("+", "%2B"));
        } catch (IllegalArgumentException notEscaped) {
            return path;
        }
    }

    /** Why the path's name is none; empty if it is one. */
    Optional<String> problem() {
        return PathName.problem(path);
    }

    /** What stands behind the path's name in the URL. */
    String rest() {
        return "/" + form.suffix() + (query.isEmpty() ? "" : "?" + query);
    }

    /** Who asks: by the Authorization header, else by the query. */
    Client client(InetSocketAddress address) {
        Credentials shown =
                authorization(http.headers().get(HttpHeaderNames.AUTHORIZATION, ""))
                        .orElseGet(() -> QueryCredentials.of(query));
        return Client.of(form.protocol(), address)
                .withCredentials(shown)
                .withQuery(query)
                .withUserAgent(http.headers().get(HttpHeaderNames.USER_AGENT, ""));
    }

    /** Basic (RFC 7617) and Bearer (RFC 6750); others count as not sent. */
    private static Optional<Credentials> authorization(String header) {
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(new Credentials.Token(header.substring(BEARER.length()).strip()));
        }
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(
                            new Credentials.Password(
                                    pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
