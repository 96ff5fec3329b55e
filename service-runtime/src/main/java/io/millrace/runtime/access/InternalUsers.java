package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig.Permission;
import io.millrace.runtime.config.AuthConfig.User;
import io.millrace.runtime.config.IpRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The users of the settings. A user whose address list does not hold the peer is not there. */
final class InternalUsers implements Authority {
    private final List<User> users;

    InternalUsers(List<User> users) {
        this.users = List.copyOf(users);
    }

    @Override
    public Answer ask(AccessRequest request) {
        boolean known = false;
        for (User user : users) {
            if (comesFrom(user.ips(), request) && Proof.isOf(request.credentials(), user)) {
                if (permission(user, request).isPresent()) {
                    return Answer.granted(Grant.of(Proof.userOf(request.credentials()), user));
                }
                known = known || !Proof.isAny(user);
            }
        }
        if (known) {
            return Answer.denied(
                    Answer.Reason.FORBIDDEN,
                    "the user has no permission to %s '%s'"
                            .formatted(ActionText.of(request.action()), request.pathText()));
        }
        return request.showsNothing()
                ? Answer.denied(Answer.Reason.MISSING, "credentials are needed")
                : Answer.denied(Answer.Reason.WRONG, "wrong user or password");
    }

    /** Which of the user's permissions is for this; empty if none. */
    static Optional<Integer> permission(User user, AccessRequest request) {
        List<Permission> permissions = user.permissions();
        return IntStream.range(0, permissions.size())
                .filter(index ->
                        permissions.get(index).action() == request.action()
                                && PathScope.covers(
                                        permissions.get(index).path(), request.pathText()))
                .boxed()
                .findFirst();
    }

    /** Whether the list is empty or holds the peer's address. */
    static boolean comesFrom(List<IpRange> ranges, AccessRequest request) {
        return ranges.isEmpty()
                || request.address()
                        .filter(address ->
                                ranges.stream().anyMatch(range -> range.contains(address)))
                        .isPresent();
    }
}
