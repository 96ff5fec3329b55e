package io.millrace.srt.media;

import io.millrace.stream.PathName;
import java.util.Optional;

/**
 * What a caller asks for in its stream id: {@code #!::r=path,m=publish} (the access control form of
 * draft-sharabayko-srt, appendix B), {@code publish:path}, {@code read:path}, or a bare path, which
 * is read. A query after the path, user and password are not used yet.
 */
record StreamTarget(Mode mode, PathName path) {
    private static final String ACCESS_CONTROL = "#!::";
    private static final String PUBLISH = "publish:";
    private static final String READ = "read:";

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
        if (streamId.startsWith(PUBLISH)) {
            return of(Mode.PUBLISH, firstField(streamId.substring(PUBLISH.length())));
        }
        if (streamId.startsWith(READ)) {
            return of(Mode.READ, firstField(streamId.substring(READ.length())));
        }
        return of(Mode.READ, streamId);
    }

    private static StreamTarget accessControl(String list) throws BadStreamIdException {
        Mode mode = Mode.READ;
        Optional<String> resource = Optional.empty();
        for (String pair : list.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new BadStreamIdException("stream id has '" + pair + "', not key=value");
            }
            String value = pair.substring(equals + 1);
            switch (pair.substring(0, equals)) {
                case "r" -> resource = Optional.of(value);
                case "m" -> mode = mode(value);
                default -> {}
            }
        }
        return of(
                mode, resource.orElseThrow(() -> new BadStreamIdException("stream id has no r=")));
    }

    private static Mode mode(String value) throws BadStreamIdException {
        return switch (value) {
            case "publish" -> Mode.PUBLISH;
            case "request", "read" -> Mode.READ;
            default -> throw new BadStreamIdException("mode '" + value + "' is not supported");
        };
    }

    private static String firstField(String fields) {
        int colon = fields.indexOf(':');
        return colon < 0 ? fields : fields.substring(0, colon);
    }

    private static StreamTarget of(Mode mode, String pathAndQuery) throws BadStreamIdException {
        int query = pathAndQuery.indexOf('?');
        String path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
        Optional<String> problem = PathName.problem(path);
        if (problem.isPresent()) {
            throw new BadStreamIdException(problem.get());
        }
        return new StreamTarget(mode, new PathName(path));
    }
}
