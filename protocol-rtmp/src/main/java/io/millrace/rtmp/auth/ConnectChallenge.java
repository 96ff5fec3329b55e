package io.millrace.rtmp.auth;

import io.millrace.stream.Credentials;
import io.millrace.stream.QueryCredentials;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How encoders with fields for user and password log in when they connect. No specification tells
 * it; this is what librtmp (OBS) and ffmpeg do. Each step is a connection of its own:
 *
 * <pre>
 * app                                          refused with
 * live                                         [ code=403 need auth; authmod=adobe ]
 * live?authmod=adobe&amp;user=U                    ?reason=needauth&amp;user=U&amp;salt=S&amp;challenge=C&amp;opaque=O
 * live?authmod=adobe&amp;user=U&amp;challenge=K&amp;response=R&amp;opaque=O      accepted
 * </pre>
 *
 * Limelight's ({@code authmod=llnw}) has a nonce in place of salt, challenge and opaque, and
 * answers like HTTP Digest. Nothing is kept between the connections: {@link Tickets} tells ours
 * from others. Thread-safe.
 */
public final class ConnectChallenge {
    private static final String REJECT = "[ AccessManager.Reject ] : ";
    private static final String LIMELIGHT_REALM = "live";

    private final Tickets tickets;

    /** Who says how. */
    public enum Scheme {
        ADOBE("adobe"),
        LIMELIGHT("llnw");

        private final String token;

        Scheme(String token) {
            this.token = token;
        }

        static Optional<Scheme> of(String token) {
            for (Scheme scheme : values()) {
                if (scheme.token.equals(token)) {
                    return Optional.of(scheme);
                }
            }
            return Optional.empty();
        }
    }

    /** What to do with a {@code connect}. */
    public sealed interface Step {
        /** Go on; these credentials were shown. */
        record Accepted(Credentials credentials) implements Step {}

        /** Refuse with this description; the peer comes again. */
        record Refused(String description) implements Step {}
    }

    public ConnectChallenge(Tickets tickets) {
        this.tickets = tickets;
    }

    /**
     * Looks at a {@code connect}.
     *
     * @param app with its query
     * @param peer the address, without its port
     * @param demanded what a peer that shows nothing must answer
     */
    public Step step(String app, String peer, Optional<Scheme> demanded) {
        int mark = app.indexOf('?');
        String query = mark < 0 ? "" : app.substring(mark + 1);
        Map<String, String> shown = QueryCredentials.parameters(query);
        Optional<Scheme> scheme = Scheme.of(shown.getOrDefault("authmod", ""));
        if (scheme.isEmpty()) {
            Credentials credentials = QueryCredentials.of(query);
            return demanded.isPresent() && credentials instanceof Credentials.None
                    ? needAuth(demanded.get())
                    : new Step.Accepted(credentials);
        }
        String user = shown.getOrDefault("user", "");
        if (user.isEmpty()) {
            return needAuth(scheme.get());
        }
        if (!shown.containsKey("response")) {
            return challenge(scheme.get(), user, peer);
        }
        return switch (scheme.get()) {
            case ADOBE -> adobe(shown, user, peer);
            case LIMELIGHT -> limelight(shown, user, peer, mark < 0 ? app : app.substring(0, mark));
        };
    }

    private static Step needAuth(Scheme scheme) {
        return new Step.Refused(REJECT + "[ code=403 need auth; authmod=" + scheme.token + " ] : ");
    }

    private Step challenge(Scheme scheme, String user, String peer) {
        String ticket = tickets.issue(peer);
        String parameters =
                switch (scheme) {
                    case ADOBE ->
                            "&salt=%s&challenge=%s&opaque=%s"
                                    .formatted(
                                            tickets.derived(ticket, "salt"),
                                            tickets.derived(ticket, "challenge"),
                                            ticket);
                    case LIMELIGHT -> "&nonce=" + ticket;
                };
        return new Step.Refused(
                REJECT
                        + "[ authmod=%s ] : ?reason=needauth&user=%s%s"
                                .formatted(scheme.token, user, parameters));
    }

    /** {@code base64(md5(base64(md5(user salt password)) opaque challenge))}. */
    private Step adobe(Map<String, String> shown, String user, String peer) {
        String opaque = shown.getOrDefault("opaque", "");
        if (!tickets.holds(opaque, peer)) {
            return challenge(Scheme.ADOBE, user, peer);
        }
        String salt = tickets.derived(opaque, "salt");
        String response = shown.getOrDefault("response", "");
        String theirs = shown.getOrDefault("challenge", "");
        return new Step.Accepted(
                new Credentials.Digest(
                        user,
                        password ->
                                same(
                                        Md5.base64(
                                                Md5.base64(user + salt + password)
                                                        + opaque
                                                        + theirs),
                                        response)));
    }

    /** As HTTP Digest (RFC 2617) of {@code publish:/app/instance}. */
    private Step limelight(Map<String, String> shown, String user, String peer, String app) {
        String nonce = shown.getOrDefault("nonce", "");
        if (!tickets.holds(nonce, peer)) {
            return challenge(Scheme.LIMELIGHT, user, peer);
        }
        String instance = app.contains("/") ? "" : "/_definst_";
        String resource = Md5.hex("publish:/" + app + instance);
        String rest =
                ":%s:%s:%s:auth:%s"
                        .formatted(
                                nonce,
                                shown.getOrDefault("nc", ""),
                                shown.getOrDefault("cnonce", ""),
                                resource);
        String response = shown.getOrDefault("response", "").toLowerCase(Locale.ROOT);
        return new Step.Accepted(
                new Credentials.Digest(
                        user,
                        password -> {
                            String secret = Md5.hex(user + ":" + LIMELIGHT_REALM + ":" + password);
                            return same(Md5.hex(secret + rest), response);
                        }));
    }

    private static boolean same(String expected, String shown) {
        return MessageDigest.isEqual(Md5.bytes(expected), Md5.bytes(shown));
    }
}
