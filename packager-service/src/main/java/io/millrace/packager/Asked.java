package io.millrace.packager;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * How a client wants its answer, whatever it asks for (RFC 9110).
 *
 * @param file the last part of the URL's path
 * @param head whether only the headers are wanted
 * @param gzip whether compressed content is taken
 * @param ifNoneMatch entity tags of what the client has
 * @param range of bytes that is wanted; a request for several ranges has none
 * @param ifRange the entity tag that the range is of
 * @param origin of the page that asks
 */
record Asked(
        String file,
        boolean head,
        boolean gzip,
        Optional<String> ifNoneMatch,
        Optional<ByteRange> range,
        Optional<String> ifRange,
        Optional<String> origin) {

    static Asked of(HttpRequest<?> request) {
        String path = request.getUri().getPath();
        boolean head = request.getMethod() == HttpMethod.HEAD;
        return new Asked(
                path.substring(path.lastIndexOf('/') + 1),
                head,
                header(request, HttpHeaders.ACCEPT_ENCODING).filter(Asked::takesGzip).isPresent(),
                header(request, HttpHeaders.IF_NONE_MATCH),
                head
                        ? Optional.empty()
                        : header(request, HttpHeaders.RANGE).flatMap(ByteRange::parse),
                header(request, HttpHeaders.IF_RANGE),
                header(request, HttpHeaders.ORIGIN));
    }

    private static Optional<String> header(HttpRequest<?> request, String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** Accept-Encoding (12.5.3). */
    static boolean takesGzip(String codings) {
        for (String part : codings.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] coding = part.split(";", 2);
            String name = coding[0].strip();
            if (name.equals("gzip") || name.equals("*")) {
                String weight = coding.length == 1 ? "" : coding[1].replace(" ", "");
                return !weight.matches("q=0(\\.0{0,3})?");
            }
        }
        return false;
    }

    /** Whether the client has what this tag names (13.1.2: weakly compared). */
    boolean has(String entityTag) {
        return ifNoneMatch.filter(tags -> matches(tags, entityTag)).isPresent();
    }

    private static boolean matches(String tags, String entityTag) {
        if (tags.strip().equals("*")) {
            return true;
        }
        for (String tag : tags.split(",", -1)) {
            String strong = tag.strip();
            if (entityTag.equals(strong.startsWith("W/") ? strong.substring(2) : strong)) {
                return true;
            }
        }
        return false;
    }
}
