package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig;
import io.millrace.runtime.config.PathSettings;
import java.util.stream.Collectors;

/**
 * What a grant rests on, as text: the same in every process with the same settings, another when
 * they change. It has secrets in it: to be shown to nobody but as a keyed hash.
 */
public final class GrantMark {
    private GrantMark() {}

    /**
     * The text of a {@link Grant#basis}.
     *
     * @param basis one that {@link AccessControl} gave
     */
    public static String of(Object basis) {
        return switch (basis) {
            case AuthConfig.User user ->
                    "user\n%s\n%s\n%s\n%s"
                            .formatted(
                                    user.name(),
                                    user.password().value(),
                                    user.ips(),
                                    user.permissions().stream()
                                            .map(one -> one.action() + " " + one.path())
                                            .collect(Collectors.joining(",")));
            case PathSettings.Access access ->
                    "path\n%s\n%s\n%s"
                            .formatted(access.user(), access.password().value(), access.ips());
            case AuthConfig.Http http -> "http\n" + http.address();
            case AuthConfig.Jwt jwt ->
                    "jwt\n%s\n%s\n%s\n%s"
                            .formatted(jwt.jwksUrl(), jwt.issuer(), jwt.audience(), jwt.claim());
            default -> "other\n" + basis;
        };
    }
}
