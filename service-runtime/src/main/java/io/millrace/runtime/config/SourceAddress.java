package io.millrace.runtime.config;

import io.millrace.stream.PathName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a path's stream is pulled from: a URL, taken as cameras' makers write them, or {@code
 * exec:} and a command line. Its text shows no secrets.
 *
 * @param text as written
 */
public record SourceAddress(String text) {
    private static final Set<String> SCHEMES =
            Set.of(
                    "rtsp",
                    "rtsps",
                    "rtmp",
                    "rtmps",
                    "srt",
                    "udp",
                    "sdp",
                    "http",
                    "https",
                    "file",
                    "exec",
                    "rpi-camera");

    /** The scheme of another path of ours; nobody writes it. */
    public static final String PATH = "path";

    private static final Pattern START = Pattern.compile("([A-Za-z][A-Za-z0-9+-]*):(.*)");
    private static final Pattern PARTS =
            Pattern.compile("//(?:(.*)@)?([^@/?]*)([^?@]*(?:@[^?]*)?)(\\?.*)?", Pattern.DOTALL);

    /** Commas part addresses where another scheme follows them: passwords may have some. */
    private static final Pattern BETWEEN =
            Pattern.compile(
                    "\\s*,\\s*(?=(?:rtsps?|rtmps?|srt|udp|sdp|https?|file|exec|rpi-camera):)");

    /** Of addresses in order of their priority; the problem, if there is one, is told. */
    static List<SourceAddress> parseAll(String text) throws ValueType.InvalidValueException {
        List<SourceAddress> all = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : BETWEEN.split(text)) {
            SourceAddress address = new SourceAddress(part.strip());
            Optional<String> problem = address.problem();
            if (problem.isPresent()) {
                throw new ValueType.InvalidValueException(problem.get());
            }
            all.add(address);
        }
        return List.copyOf(all);
    }

    /**
     * What a path shows while nobody publishes it: another path, with or without a slash before its
     * name, or an address as a source has it.
     */
    static Optional<SourceAddress> parseFallback(String text)
            throws ValueType.InvalidValueException {
        if (text.isBlank()) {
            return Optional.empty();
        }
        if (START.matcher(text).matches()) {
            return Optional.of(parseAll(text).getFirst());
        }
        String name = text.startsWith("/") ? text.substring(1) : text;
        Optional<String> problem = PathName.problem(name);
        if (problem.isPresent()) {
            throw new ValueType.InvalidValueException(problem.get());
        }
        return Optional.of(new SourceAddress(PATH + ":" + name));
    }

    private Optional<String> problem() {
        Matcher start = START.matcher(text);
        if (!start.matches() || !SCHEMES.contains(scheme())) {
            return Optional.of(
                    "a source's address begins with one of rtsp, rtsps, rtmp, rtmps, srt, udp,"
                            + " sdp, http, https, file, exec, rpi-camera and a colon");
        }
        return start.group(2).isBlank()
                ? Optional.of("nothing stands after '" + scheme() + ":'")
                : Optional.empty();
    }

    /** In lower case. */
    public String scheme() {
        int colon = text.indexOf(':');
        return colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    /** What follows the scheme and its colon. */
    public String rest() {
        return text.substring(text.indexOf(':') + 1);
    }

    /** Without user, password, query, and a stream's key of RTMP. */
    public String shown() {
        if (scheme().equals("exec")) {
            return "exec:" + rest().strip().split("\\s+", 2)[0];
        }
        Matcher parts = PARTS.matcher(rest());
        if (!parts.matches()) {
            return scheme() + ":" + rest();
        }
        String user = parts.group(1) == null ? "" : Secret.REDACTED + "@";
        String query = parts.group(4) == null ? "" : "?" + Secret.REDACTED;
        return scheme() + "://" + user + parts.group(2) + place(parts.group(3)) + query;
    }

    private String place(String path) {
        int key = path.lastIndexOf('/');
        boolean hasKey = scheme().startsWith("rtmp") && key > 0;
        return hasKey ? path.substring(0, key + 1) + Secret.REDACTED : path;
    }

    @Override
    public String toString() {
        return shown();
    }
}
