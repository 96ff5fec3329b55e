package io.millrace.srt.media;

import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import io.millrace.stream.QueryCredentials;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a caller asks for in its stream id:
 *
 * <ul>
 *   <li>{@code #!::r=path,m=publish,u=user,s=password} (the access control form of
 *       draft-sharabayko-srt, appendix B); other keys count as parts of the query
 *   <li>{@code publish:path}, {@code publish:path:user:password}, {@code
 *       publish:path:user:password:query}, and the same with {@code read:}
 *   <li>a bare path, which is read
 * </ul>
 *
 * A path may be followed by {@code ?query}, which may show user and password too.
 *
 * @param query without its question mark
 */
record StreamTarget(Mode mode, PathName path, Credentials credentials, String query) {
    private static final String ACCESS_CONTROL = "#!::";
    private static final String PUBLISH = "publish:";
    private static final String READ = "read:";
    private static final int MAX_FIELDS = 4;

    /** What to do with the path. */
    enum Mode {
        PUBLISH,
        READ;

        /** For people and counters. */
        String label() {
            return this == PUBLISH ? "publish" : "read";
        }
    }

    /** A stream id that names no path; the message says why. */
    static final class BadStreamIdException extends Exception {
        private static final long serialVersionUID = 1L;

        BadStreamIdException(String message) {
            super(message);
        }
    }

    static StreamTarget parse(String streamId) throws BadStreamIdException {
        if (streamId.startsWith(ACCESS_CONTROL)) {
            return accessControl(streamId.substring(ACCESS_CONTROL.length()));
        }
        if (streamId.startsWith("#!")) {
            throw new BadStreamIdException("stream id is not of the form " + ACCESS_CONTROL + "…");
        }
        if (streamId.startsWith(PUBLISH)) {
            return fields(Mode.PUBLISH, streamId.substring(PUBLISH.length()));
        }
        if (streamId.startsWith(READ)) {
            return fields(Mode.READ, streamId.substring(READ.length()));
        }
        return of(Mode.READ, streamId, new Credentials.None(), "");
    }

    private static StreamTarget accessControl(String list) throws BadStreamIdException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : list.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 && !pair.isEmpty()) {
                throw new BadStreamIdException("stream id has '" + pair + "', not key=value");
            }
            if (equals > 0) {
                values.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        String resource = Optional.ofNullable(values.remove("r")).orElse("");
        if (resource.isEmpty()) {
            throw new BadStreamIdException("stream id has no r=");
        }
        Mode mode = mode(values.getOrDefault("m", "request"));
        values.remove("m");
        Credentials shown = password(values.getOrDefault("u", ""), values.getOrDefault("s", ""));
        values.remove("u");
        values.remove("s");
        String rest =
                values.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("&"));
        return of(mode, resource, shown, rest);
    }

    private static Mode mode(String value) throws BadStreamIdException {
        return switch (value) {
            case "publish" -> Mode.PUBLISH;
            case "request", "read" -> Mode.READ;
            default -> throw new BadStreamIdException("mode '" + value + "' is not supported");
        };
    }

    /** Where a query stands right after the path, colons are its own. */
    private static StreamTarget fields(Mode mode, String text) throws BadStreamIdException {
        int colon = text.indexOf(':');
        int mark = text.indexOf('?');
        if (colon < 0 || (mark >= 0 && mark < colon)) {
            return of(mode, text, new Credentials.None(), "");
        }
        String[] fields = text.split(":", MAX_FIELDS);
        String user = fields[1];
        String password = fields.length > 2 ? fields[2] : "";
        String query = fields.length > 3 ? fields[3] : "";
        return of(mode, fields[0], password(user, password), query);
    }

    private static Credentials password(String user, String password) {
        return user.isEmpty() && password.isEmpty()
                ? new Credentials.None()
                : new Credentials.Password(user, password);
    }

    private static StreamTarget of(
            Mode mode, String pathAndQuery, Credentials shown, String furtherQuery)
            throws BadStreamIdException {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String own = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
        Optional<String> problem = PathName.problem(path);
        if (problem.isPresent()) {
            throw new BadStreamIdException(problem.get());
        }
        String query =
                own.isEmpty() || furtherQuery.isEmpty()
                        ? own + furtherQuery
                        : own + "&" + furtherQuery;
        Credentials credentials =
                shown instanceof Credentials.None ? QueryCredentials.of(query) : shown;
        return new StreamTarget(mode, new PathName(path), credentials, query);
    }
}
