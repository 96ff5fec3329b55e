package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.runtime.config.AuthConfig.Method;
import io.millrace.runtime.config.AuthConfig.User;
import io.millrace.runtime.config.PathConfig;
import io.millrace.runtime.config.PathSettings;
import io.millrace.stream.PathName;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a request would be decided.
 *
 * @param rule key of the setting that decides: {@code auth.users[1].permissions[0]}
 * @param reason for people
 */
public record Decision(boolean allowed, String rule, String reason) {
    static Decision of(AccessPolicy policy, AccessRequest request) throws InterruptedException {
        AccessSettings settings = policy.settings();
        AccessPolicy.Judgement judgement = policy.judge(request);
        String rule =
                judgement
                        .asked()
                        .map(method -> rule(settings.auth(), method, judgement.answer(), request))
                        .orElseGet(() -> pathRule(settings, request));
        return switch (judgement.answer()) {
            case Answer.Granted(Grant grant) ->
                    notServed(settings, request).orElse(new Decision(true, rule, yes(grant)));
            case Answer.Denied(_, String message) -> new Decision(false, rule, message);
        };
    }

    private static String yes(Grant grant) {
        String user = grant.user().isEmpty() ? "everybody" : "user '" + grant.user() + "'";
        return user + " may" + grant.expires().map(expiry -> ", until " + expiry).orElse("");
    }

    /** Readers are refused over protocols that the path is not served over. */
    private static Optional<Decision> notServed(AccessSettings settings, AccessRequest request) {
        if (request.action() != Action.READ || request.path().isEmpty()) {
            return Optional.empty();
        }
        PathName path = request.path().get();
        String protocol = request.client().protocol();
        return ReadProtocols.refusal(settings.paths().settingsOf(path).protocols(), path, protocol)
                .map(refusal ->
                        new Decision(
                                false,
                                pathKey(settings.paths(), path, PathSettings::protocols)
                                        + "."
                                        + protocol.replaceFirst("^(rtsp|rtmp)s$", "$1"),
                                String.valueOf(refusal.getMessage())));
    }

    private static String rule(
            AuthConfig auth, Method method, Answer answer, AccessRequest request) {
        return switch (method) {
            case ANONYMOUS -> auth.methods().isEmpty() ? "auth (says nothing)" : "auth.methods";
            case INTERNAL -> userRule(auth.users(), answer, request);
            case HTTP ->
                    auth.http().excluded().contains(request.action())
                            ? "auth.http-exclude"
                            : "auth.http-address";
            case JWT -> "auth.jwt-jwks-url";
        };
    }

    private static String userRule(List<User> users, Answer answer, AccessRequest request) {
        Optional<User> user =
                answer instanceof Answer.Granted(Grant grant) && grant.basis() instanceof User one
                        ? Optional.of(one)
                        : users.stream()
                                .filter(one ->
                                        !Proof.isAny(one)
                                                && InternalUsers.comesFrom(one.ips(), request)
                                                && Proof.isOf(request.credentials(), one))
                                .findFirst();
        return user.map(one ->
                        "auth.users["
                                + users.indexOf(one)
                                + "]"
                                + InternalUsers.permission(one, request)
                                        .map(index -> ".permissions[" + index + "]")
                                        .orElse(""))
                .orElse("auth.users");
    }

    private static String pathRule(AccessSettings settings, AccessRequest request) {
        PathSettings.Access access = settings.accessOf(request);
        boolean publishes = request.action() == Action.PUBLISH;
        String prefix = publishes ? ".publish-" : ".read-";
        boolean byAddress = !InternalUsers.comesFrom(access.ips(), request);
        return pathKey(
                        settings.paths(),
                        request.path().orElseThrow(),
                        path -> publishes ? path.publish().access() : path.read().access())
                + prefix
                + (byAddress ? "ips" : "user");
    }

    /** The entry that says it, or the defaults where it says the same. */
    private static String pathKey(
            PathConfig paths, PathName path, Function<PathSettings, Object> part) {
        Object ofDefaults = part.apply(paths.defaults());
        return paths.entryOf(path)
                .filter(entry -> !part.apply(entry.settings()).equals(ofDefaults))
                .map(entry ->
                        entry.name().contains(".")
                                ? "paths.\"" + entry.name() + "\""
                                : "paths." + entry.name())
                .orElse("path-defaults");
    }
}
