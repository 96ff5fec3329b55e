package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What a peer asks to be allowed.
 *
 * @param path empty where the action is of no path
 */
public record AccessRequest(Action action, Optional<PathName> path, Client client) {
    public static AccessRequest of(Action action, PathName path, Client client) {
        return new AccessRequest(action, Optional.of(path), client);
    }

    /** The same of a user whose password is taken to be right: for operators' questions. */
    public AccessRequest ofUser(String name) {
        return new AccessRequest(action, path, client.withCredentials(Proof.takenToBeRight(name)));
    }

    /** The path's name, or the empty text. */
    String pathText() {
        return path.map(PathName::value).orElse("");
    }

    Credentials credentials() {
        return client.credentials();
    }

    boolean showsNothing() {
        return credentials() instanceof Credentials.None;
    }

    /** Where the peer is; empty where that is not known. */
    Optional<InetAddress> address() {
        return client.address().flatMap(socket -> Optional.ofNullable(socket.getAddress()));
    }
}
