package io.millrace.packager;

import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.access.AccessRequest;
import io.millrace.runtime.access.Grant;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import io.millrace.stream.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Lets viewers see paths that they may read. Who shows credentials gets a signed token in the
 * addresses of playlists, which is all that any packager with the same secret asks for afterwards.
 * A viewer asks many times a second, so a yes holds for {@value #HOLD_SECONDS} seconds for the same
 * address, path and credentials; {@value #MAX_HELD} are kept, the oldest go first. Thread-safe,
 * never blocks.
 */
final class Viewers {
    private static final int HOLD_SECONDS = 10;
    private static final int MAX_HELD = 10_000;
    private static final Duration HOLD = Duration.ofSeconds(HOLD_SECONDS);
    private static final int ID_BYTES = 8;
    private static final String CHALLENGES = "Basic realm=\"millrace\", Bearer realm=\"millrace\"";

    private final AccessControl access;
    private final Optional<ViewerTokens> tokens;
    private final ViewerSessions sessions;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Map<String, Held> held =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
                    return size() > MAX_HELD;
                }
            };

    /** A yes, and how long nobody is asked again. */
    private record Held(Instant until, Permit permit) {}

    /** A permission to watch, however it was got. */
    private record Permit(String id, Instant expires, Optional<Grant> grant, String user) {}

    /**
     * The viewers of a packager.
     *
     * @param tokens empty where none are given: then what was shown in a query goes on in addresses
     */
    Viewers(
            AccessControl access,
            Optional<ViewerTokens> tokens,
            ViewerSessions sessions,
            Duration lifetime,
            InstantSource clock) {
        this.access = access;
        this.tokens = tokens;
        this.sessions = sessions;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** What became of a viewer's request. */
    sealed interface Verdict {
        record Refused(Reply reply) implements Verdict {}

        /** The path is at another URL. */
        record Moved(String location) implements Verdict {}

        /** May go on; to be ended with its answer. */
        record Admitted(Visit visit) implements Verdict {}
    }

    /**
     * Asks for a path.
     *
     * @param action to read what is live, or to play back what is past
     * @param watches whether it is for content, which makes the viewer a session, or for a page
     */
    CompletionStage<Verdict> admit(
            PathName path, HttpViewer viewer, Action action, boolean watches) {
        String key = hash(path, viewer, action + shown(viewer));
        Optional<Permit> known = known(key);
        CompletionStage<Permit> permit =
                known.isPresent()
                        ? CompletableFuture.completedFuture(known.get())
                        : ask(path, viewer, action).thenApply(fresh -> hold(key, fresh));
        return permit.handle((permitted, failure) ->
                failure == null
                        ? elsewhere(path, viewer)
                                .orElseGet(() -> enter(path, viewer, permitted, watches))
                        : new Verdict.Refused(reply(failure)));
    }

    /** Asked each time: settings change. */
    private Optional<Verdict> elsewhere(PathName path, HttpViewer viewer) {
        return access.readRefusal(path, viewer.client())
                .map(refused ->
                        refused.refusal() == RefusedException.Cause.MOVED
                                ? new Verdict.Moved(refused.location())
                                : new Verdict.Refused(reply(refused)));
    }

    private CompletionStage<Permit> ask(PathName path, HttpViewer viewer, Action action) {
        Client client = viewer.client();
        Optional<ViewerToken> token =
                tokens.flatMap(all -> viewer.token().flatMap(text -> all.read(text, path)))
                        .filter(read -> clock.instant().isBefore(read.expires()))
                        .filter(read -> stands(read, path, client, action));
        if (token.isPresent()) {
            ViewerToken good = token.get();
            return CompletableFuture.completedFuture(
                    new Permit(good.id(), good.expires(), Optional.empty(), good.user()));
        }
        if (viewer.token().isPresent() && client.credentials() instanceof Credentials.None) {
            return CompletableFuture.failedFuture(
                    new RefusedException(
                            RefusedException.Cause.UNAUTHENTICATED,
                            "the viewer's token has expired, or was not given here"));
        }
        return access.check(action, path, client).thenApply(grant -> permit(path, viewer, grant));
    }

    private boolean stands(ViewerToken token, PathName path, Client client, Action action) {
        return access.stillRests(
                AccessRequest.of(action, path, client),
                basis -> tokens.orElseThrow().mark(basis) == token.mark());
    }

    private Permit permit(PathName path, HttpViewer viewer, Grant grant) {
        String id =
                hash(
                        path,
                        viewer,
                        viewer.client().userAgent() + "\n" + text(viewer.client().credentials()));
        return new Permit(
                id.substring(0, 2 * ID_BYTES),
                grant.expires().orElse(Instant.MAX),
                Optional.of(grant),
                grant.user());
    }

    private Verdict enter(PathName path, HttpViewer viewer, Permit permit, boolean watches) {
        Addresses addresses = new Addresses(path, viewer, permit);
        if (!watches) {
            return new Verdict.Admitted(new Visit(viewer, addresses, _ -> {}, _ -> {}));
        }
        Instant now = clock.instant();
        Duration kick = viewer.showsSomething() ? lifetime : ViewerSessions.anonymousKick();
        ViewerSessions.Viewer watching =
                new ViewerSessions.Viewer(
                        permit.id(),
                        path,
                        permit.user().isEmpty()
                                ? viewer.client()
                                : viewer.client()
                                        .withCredentials(
                                                new Credentials.Password(permit.user(), "")),
                        permit.expires(),
                        now.plus(kick));
        return switch (sessions.enter(watching)) {
            case ViewerSessions.Entrance.Out(Reply reply) -> new Verdict.Refused(reply);
            case ViewerSessions.Entrance.In(ViewerSession session) ->
                    new Verdict.Admitted(
                            new Visit(
                                    viewer,
                                    addresses,
                                    bytes -> sessions.leave(session, bytes),
                                    session::count));
        };
    }

    /** What stands behind addresses in this viewer's playlists. */
    private final class Addresses implements Visit.Addresses {
        private final PathName path;
        private final HttpViewer viewer;
        private final Permit permit;

        Addresses(PathName path, HttpViewer viewer, Permit permit) {
            this.path = path;
            this.viewer = viewer;
            this.permit = permit;
        }

        @Override
        public boolean areNeeded() {
            return tokens.isPresent() ? viewer.showsSomething() : !viewer.carried().isEmpty();
        }

        @Override
        public String queryFor(PathName other) {
            if (tokens.isEmpty()) {
                return viewer.carried();
            }
            ViewerTokens all = tokens.get();
            if (permit.grant().isEmpty() && other.equals(path)) {
                return HttpViewer.TOKEN + "=" + viewer.token().orElseThrow();
            }
            ViewerToken token =
                    permit.grant()
                            .map(grant -> all.token(permit.id(), grant, clock.instant()))
                            .or(() -> all.read(viewer.token().orElseThrow(), path))
                            .orElseThrow();
            return HttpViewer.TOKEN + "=" + all.text(token, other);
        }
    }

    private synchronized Optional<Permit> known(String key) {
        Held one = held.get(key);
        return one != null && clock.instant().isBefore(one.until())
                ? Optional.of(one.permit())
                : Optional.empty();
    }

    private synchronized Permit hold(String key, Permit permit) {
        Instant until = clock.instant().plus(HOLD);
        held.remove(key);
        held.put(
                key, new Held(until.isBefore(permit.expires()) ? until : permit.expires(), permit));
        return permit;
    }

    private static Reply reply(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (!(cause instanceof RefusedException refused)) {
            throw new CompletionException(cause);
        }
        String why = String.valueOf(refused.getMessage());
        return switch (refused.refusal()) {
            case UNAUTHENTICATED -> Reply.problem(401, why, Map.of("WWW-Authenticate", CHALLENGES));
            case FORBIDDEN -> Reply.problem(403, why, Map.of());
            case LIMIT -> Reply.problem(429, why, Map.of("Retry-After", "5"));
            case NOT_FOUND, MOVED -> Reply.problem(404, why, Map.of());
            case BUSY, UNAVAILABLE -> Reply.problem(503, why, Map.of("Retry-After", "1"));
        };
    }

    private static String shown(HttpViewer viewer) {
        return viewer.client().userAgent()
                + "\n"
                + viewer.token().orElse("")
                + "\n"
                + text(viewer.client().credentials());
    }

    private static String text(Credentials credentials) {
        return switch (credentials) {
            case Credentials.None() -> "";
            case Credentials.Password(String user, String password) ->
                    user.length() + ":" + user + password;
            case Credentials.Token(String value) -> "token " + value;
            case Credentials.Digest _ ->
                    throw new IllegalStateException("HTTP viewers show no digest");
        };
    }

    /** SHA-256 of path, address and {@code shown}, in hexadecimal digits. */
    private static String hash(PathName path, HttpViewer viewer, String shown) {
        byte[] text = (path + "\n" + viewer.host() + "\n" + shown).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
