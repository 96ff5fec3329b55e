package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig;
import io.millrace.runtime.config.AuthConfig.Method;
import io.millrace.runtime.config.LimitsConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.config.PathConfig;
import io.millrace.runtime.config.PathSettings;
import io.millrace.runtime.config.Secret;
import java.util.ArrayList;
import java.util.List;

/** The settings that admission goes by. */
public record AccessSettings(AuthConfig auth, PathConfig paths, LimitsConfig limits) {
    private static final PathSettings.Access NOBODY_NAMED =
            new PathSettings.Access("", new Secret(""), List.of());

    public static AccessSettings of(MillraceConfig config) {
        return new AccessSettings(config.auth(), config.pathConfig(), config.limits());
    }

    /**
     * Who is asked, in order. Where the settings do not say: what they describe, and where they
     * describe nothing, nobody; such a process listens on loopback only.
     */
    List<Method> methods() {
        if (!auth.methods().isEmpty()) {
            return auth.methods();
        }
        List<Method> described = new ArrayList<>();
        if (!auth.users().isEmpty()) {
            described.add(Method.INTERNAL);
        }
        if (auth.http().address().isPresent()) {
            described.add(Method.HTTP);
        }
        if (auth.jwt().jwksUrl().isPresent()) {
            described.add(Method.JWT);
        }
        return described.isEmpty() ? List.of(Method.ANONYMOUS) : described;
    }

    /** The path's own word on who may do this; an action of no path, or of ours, has none. */
    PathSettings.Access accessOf(AccessRequest request) {
        if (request.path().isEmpty()) {
            return NOBODY_NAMED;
        }
        PathSettings path = paths.settingsOf(request.path().get());
        return switch (request.action()) {
            case PUBLISH -> path.publish().access();
            case READ, PLAYBACK -> path.read().access();
            case API, METRICS -> NOBODY_NAMED;
        };
    }

    /** Whether every password can be proved without being told (HTTP Digest). */
    boolean digestWorks() {
        boolean onlyInternal =
                methods().stream()
                        .allMatch(
                                method -> method == Method.INTERNAL || method == Method.ANONYMOUS);
        return onlyInternal
                && auth.users().stream()
                        .allMatch(user ->
                                StoredSecret.of(user.name()).isPlain()
                                        && StoredSecret.of(user.password().value()).isPlain())
                && paths.entries().values().stream().allMatch(AccessSettings::isPlain)
                && isPlain(paths.defaults());
    }

    private static boolean isPlain(PathSettings path) {
        return isPlain(path.publish().access()) && isPlain(path.read().access());
    }

    private static boolean isPlain(PathSettings.Access access) {
        return StoredSecret.of(access.user()).isPlain()
                && StoredSecret.of(access.password().value()).isPlain();
    }
}
