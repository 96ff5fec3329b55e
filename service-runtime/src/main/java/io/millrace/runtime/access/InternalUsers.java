package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig.User;
import io.millrace.runtime.config.IpRange;
import java.util.List;

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
                if (permits(user, request)) {
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

    private static boolean permits(User user, AccessRequest request) {
        return user.permissions().stream()
                .anyMatch(permission ->
                        permission.action() == request.action()
                                && PathScope.covers(permission.path(), request.pathText()));
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
