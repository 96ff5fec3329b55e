package io.millrace.runtime.access;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which paths a permission is for: a name, {@code ~} and a regular expression of the whole name, or
 * every path where nothing or {@code all} is written.
 */
final class PathScope {
    private static final String REGEX = "~";

    private PathScope() {}

    static boolean covers(String scope, String path) {
        if (scope.isEmpty() || scope.equals("all")) {
            return true;
        }
        if (!scope.startsWith(REGEX)) {
            return scope.equals(path);
        }
        try {
            return Pattern.matches(scope.substring(REGEX.length()), path);
        } catch (PatternSyntaxException broken) {
            // Of a token: the settings' own are checked when they are read.
            return false;
        }
    }
}
