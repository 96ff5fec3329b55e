package io.millrace.runtime.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A permission that was given.
 *
 * @param user for people; empty where nobody was named
 * @param expires when it ends; empty where it does not by itself
 * @param basis the part of the settings that it rests on; while that stays, so does it
 */
public record Grant(String user, Optional<Instant> expires, Object basis) {
    static Grant of(String user, Object basis) {
        return new Grant(user, Optional.empty(), basis);
    }
}
