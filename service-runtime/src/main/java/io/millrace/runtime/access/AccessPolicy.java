package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig;
import io.millrace.runtime.config.AuthConfig.Method;
import io.millrace.runtime.config.PathSettings;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One version of the settings, with whom they say to ask. A path's list of addresses holds always;
 * a path with a user of its own asks nobody else. Immutable; {@link #decide} may block.
 */
final class AccessPolicy {
    private static final String ANONYMOUS = "anonymous";

    private final AccessSettings settings;
    private final Surroundings surroundings;
    private final HttpAuthority http;
    private final JwtAuthority jwt;
    private final List<Asked> asked;

    private record Asked(Method method, Authority authority) {}

    /** What all versions share. */
    record Surroundings(HttpClient client, InstantSource clock, Argon2Turns turns) {}

    private AccessPolicy(
            AccessSettings settings,
            Surroundings surroundings,
            HttpAuthority http,
            JwtAuthority jwt) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.http = http;
        this.jwt = jwt;
        this.asked =
                settings.methods().stream()
                        .map(method -> new Asked(method, authority(method)))
                        .toList();
    }

    static AccessPolicy first(AccessSettings settings, Surroundings surroundings) {
        return new AccessPolicy(
                settings,
                surroundings,
                http(settings.auth().http(), surroundings),
                jwt(settings.auth().jwt(), surroundings));
    }

    /** The next version; what was learned from servers that did not change is kept. */
    AccessPolicy next(AccessSettings changed) {
        AuthConfig before = settings.auth();
        AuthConfig now = changed.auth();
        return new AccessPolicy(
                changed,
                surroundings,
                now.http().equals(before.http()) ? http : http(now.http(), surroundings),
                now.jwt().equals(before.jwt()) ? jwt : jwt(now.jwt(), surroundings));
    }

    private static HttpAuthority http(AuthConfig.Http settings, Surroundings around) {
        return new HttpAuthority(
                settings, around.client(), new YesCache(settings.cache(), around.clock()));
    }

    private static JwtAuthority jwt(AuthConfig.Jwt settings, Surroundings around) {
        JwtKeys keys = new JwtKeys(settings, around.client(), around.clock());
        return new JwtAuthority(settings, keys, around.clock());
    }

    private Authority authority(Method method) {
        return switch (method) {
            case ANONYMOUS -> _ -> Answer.granted(Grant.of("", ANONYMOUS));
            case INTERNAL -> {
                InternalUsers users = new InternalUsers(settings.auth().users());
                yield request -> surroundings.turns().take(() -> users.ask(request));
            }
            case HTTP -> http;
            case JWT -> jwt;
        };
    }

    AccessSettings settings() {
        return settings;
    }

    /** Whether {@link #decide} answers this at once. */
    boolean isImmediate(AccessRequest request) {
        return settings.methods().equals(List.of(Method.ANONYMOUS))
                && !settings.accessOf(request).hasUser();
    }

    Answer decide(AccessRequest request) throws InterruptedException {
        return judge(request).answer();
    }

    /**
     * An answer, and who gave it.
     *
     * @param asked empty where the path's own word decided
     */
    record Judgement(Answer answer, Optional<Method> asked) {
        /** Of two no's the one that tells more. */
        private static Judgement stronger(Judgement one, Judgement other) {
            return one.answer() instanceof Answer.Denied first
                            && other.answer() instanceof Answer.Denied second
                            && first.reason().compareTo(second.reason()) < 0
                    ? other
                    : one;
        }
    }

    Judgement judge(AccessRequest request) throws InterruptedException {
        PathSettings.Access access = settings.accessOf(request);
        if (!InternalUsers.comesFrom(access.ips(), request)) {
            Answer elsewhere =
                    Answer.denied(
                            Answer.Reason.FORBIDDEN,
                            "your address may not %s '%s'"
                                    .formatted(
                                            ActionText.of(request.action()), request.pathText()));
            return new Judgement(elsewhere, Optional.empty());
        }
        if (access.hasUser()) {
            Answer answer = surroundings.turns().take(() -> ofPath(access, request));
            return new Judgement(answer, Optional.empty());
        }
        List<Judgement> denials = new ArrayList<>();
        for (Asked each : asked) {
            Judgement judgement =
                    new Judgement(each.authority().ask(request), Optional.of(each.method()));
            if (judgement.answer() instanceof Answer.Granted) {
                return judgement;
            }
            denials.add(judgement);
        }
        return denials.stream().reduce(Judgement::stronger).orElseThrow();
    }

    private static Answer ofPath(PathSettings.Access access, AccessRequest request) {
        if (Proof.isOf(request.credentials(), access.user(), access.password())) {
            return Answer.granted(Grant.of(Proof.userOf(request.credentials()), access));
        }
        return request.showsNothing()
                ? Answer.denied(Answer.Reason.MISSING, "credentials are needed")
                : Answer.denied(Answer.Reason.WRONG, "wrong user or password");
    }

    /** Whether a grant of an earlier version holds without asking again. */
    boolean keeps(Grant grant, AccessRequest request) {
        PathSettings.Access access = settings.accessOf(request);
        if (!InternalUsers.comesFrom(access.ips(), request)) {
            return false;
        }
        if (access.hasUser()) {
            return grant.basis().equals(access);
        }
        List<Method> methods = settings.methods();
        return switch (grant.basis()) {
            case AuthConfig.User user ->
                    methods.contains(Method.INTERNAL) && settings.auth().users().contains(user);
            case AuthConfig.Http asked ->
                    methods.contains(Method.HTTP) && asked.equals(settings.auth().http());
            case AuthConfig.Jwt asked ->
                    methods.contains(Method.JWT) && asked.equals(settings.auth().jwt());
            default -> methods.contains(Method.ANONYMOUS) && grant.basis().equals(ANONYMOUS);
        };
    }

    /** Whether something that may permit this now is what a grant of elsewhere rests on. */
    boolean stillRests(AccessRequest request, Predicate<Object> isBasis) {
        PathSettings.Access access = settings.accessOf(request);
        if (!InternalUsers.comesFrom(access.ips(), request)) {
            return false;
        }
        if (access.hasUser()) {
            return isBasis.test(access);
        }
        AuthConfig auth = settings.auth();
        return settings.methods().stream()
                .anyMatch(method ->
                        switch (method) {
                            case ANONYMOUS -> isBasis.test(ANONYMOUS);
                            case INTERNAL -> auth.users().stream().anyMatch(isBasis);
                            case HTTP -> isBasis.test(auth.http());
                            case JWT -> isBasis.test(auth.jwt());
                        });
    }
}
