package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig.User;
import io.millrace.runtime.config.Secret;
import io.millrace.stream.Credentials;
import java.util.function.Predicate;

/** Compares what a peer shows with a stored name and password. */
final class Proof {
    private static final String ANY = "any";

    private Proof() {}

    /** Whether the user is everybody, by whatever name. */
    static boolean isAny(User user) {
        return user.name().equals(ANY);
    }

    /** Whether the peer is the user; everybody is {@code any} where that has no password. */
    static boolean isOf(Credentials shown, User user) {
        if (isAny(user)) {
            return !user.password().isSet() || isOf(shown, userOf(shown), user.password());
        }
        return isOf(shown, user.name(), user.password());
    }

    /** Whether the peer is the user; a password that is not set is met by any. */
    static boolean isOf(Credentials shown, String storedUser, Secret storedPassword) {
        StoredSecret name = StoredSecret.of(storedUser);
        StoredSecret password = StoredSecret.of(storedPassword.value());
        return switch (shown) {
            case Credentials.None _, Credentials.Token _ -> false;
            case Credentials.Password(String user, String text) ->
                    name.matches(user) && (!storedPassword.isSet() || password.matches(text));
            case Credentials.Digest(String user, TakenToBeRight _) -> name.matches(user);
            case Credentials.Digest(String user, var proves) ->
                    name.matches(user)
                            && password instanceof StoredSecret.Plain(String plain)
                            && proves.test(plain);
        };
    }

    /** An operator asks about a user whose password is not known. */
    static Credentials takenToBeRight(String user) {
        return new Credentials.Digest(user, new TakenToBeRight());
    }

    /** No peer can show it: the type is private. */
    private record TakenToBeRight() implements Predicate<String> {
        @Override
        public boolean test(String password) {
            return true;
        }
    }

    /** The user's name as shown; empty where none was. */
    static String userOf(Credentials shown) {
        return switch (shown) {
            case Credentials.None _, Credentials.Token _ -> "";
            case Credentials.Password(String user, _) -> user;
            case Credentials.Digest(String user, _) -> user;
        };
    }
}
