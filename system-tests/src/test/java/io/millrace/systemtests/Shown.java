package io.millrace.systemtests;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a peer shows to prove who it is. */
sealed interface Shown {
    record Nothing() implements Shown {}

    record Password(String user, String password) implements Shown {}

    record Token(String value) implements Shown {}

    /** In front of a URL's host. */
    default String userInfo() {
        return switch (this) {
            case Nothing() -> "";
            case Password(String user, String password) -> user + ":" + password + "@";
            case Token(String value) -> "token:" + value + "@";
        };
    }

    /** Behind a URL's path. */
    default String query() {
        return switch (this) {
            case Nothing() -> "";
            case Password(String user, String password) -> "?user=" + user + "&pass=" + password;
            case Token(String value) -> "?token=" + value;
        };
    }

    /** In SRT's stream id, after mode and path. */
    default String streamId() {
        return switch (this) {
            case Nothing() -> "";
            case Password(String user, String password) -> ",u=" + user + ",s=" + password;
            case Token(String value) -> ",u=token,s=" + value;
        };
    }

    /** The value of HTTP's Authorization header with a user and a password. */
    default String basic() {
        String pair = userInfo().replaceFirst("@$", "");
        return pair.isEmpty()
                ? ""
                : "Basic "
                        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
