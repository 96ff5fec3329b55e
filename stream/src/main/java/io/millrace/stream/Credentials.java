package io.millrace.stream;

import java.util.function.Predicate;

/** What a peer shows of itself. Its text never shows secrets. */
public sealed interface Credentials {
    /** Nothing. */
    record None() implements Credentials {}

    /** A user's name and password: HTTP Basic, URL query, stream id. */
    record Password(String user, String password) implements Credentials {
        @Override
        public String toString() {
            return "Password[" + user + "]";
        }
    }

    /** A bearer token, such as a JWT. */
    record Token(String value) implements Credentials {
        @Override
        public String toString() {
            return "Token";
        }
    }

    /**
     * A proof that the peer knows the password, which itself it does not tell (HTTP Digest, RFC
     * 7616).
     *
     * @param proves whether the proof is of this password; pure, cheap, any thread
     */
    record Digest(String user, Predicate<String> proves) implements Credentials {
        @Override
        public String toString() {
            return "Digest[" + user + "]";
        }
    }
}
