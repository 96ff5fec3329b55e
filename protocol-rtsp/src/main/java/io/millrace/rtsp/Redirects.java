package io.millrace.rtsp;

import io.millrace.stream.PathName;
import java.util.Optional;

/**
 * Where a peer is sent whose request this server does not serve. Called on event loops: must not
 * block.
 */
@FunctionalInterface
public interface Redirects {
    /** What the peer wants to do. */
    enum Role {
        PUBLISH,
        READ
    }

    /** The absolute {@code rtsp://} URL to answer with (302); empty to refuse. */
    Optional<String> locationOf(Role role, PathName path, String query);

    /** Nowhere: requests for a missing role are refused with 405. */
    static Redirects none() {
        return (_, _, _) -> Optional.empty();
    }
}
