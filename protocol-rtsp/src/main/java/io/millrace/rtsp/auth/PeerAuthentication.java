package io.millrace.rtsp.auth;

import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.rtsp.message.Status;
import io.millrace.stream.Credentials;
import io.millrace.stream.QueryCredentials;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the peer of one connection shows of itself, and the challenges that it gets (RFC 2326,
 * appendix D; RFC 7235). The nonce is this connection's own, so that nothing can be played back on
 * another; a peer that comes with an old or a foreign one is told the new one, as stale. Confined
 * to the connection's event loop.
 */
public final class PeerAuthentication {
    static final Duration NONCE_LIFETIME = Duration.ofMinutes(5);
    static final String REALM = "millrace";
    private static final String AUTHORIZATION = "Authorization";
    private static final String WWW_AUTHENTICATE = "WWW-Authenticate";
    private static final int NONCE_BYTES = 16;

    private final Supplier<List<AuthScheme>> schemes;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private String nonce = "";
    private long nonceNanos;

    /** What a request shows. */
    public sealed interface Shown {
        /** These, or nothing. */
        record Usable(Credentials credentials) implements Shown {}

        /** An answer to a challenge that does not hold any more. */
        record Stale() implements Shown {}
    }

    public PeerAuthentication(Supplier<List<AuthScheme>> schemes, LongSupplier nanoTime) {
        this.schemes = schemes;
        this.nanoTime = nanoTime;
    }

    /** What the request shows: its Authorization, else its URL's query. */
    public Shown shownBy(RtspRequest request) {
        Optional<String> header = request.headers().first(AUTHORIZATION);
        if (header.isEmpty()) {
            return new Shown.Usable(ofUrl(request.url()));
        }
        int space = header.get().indexOf(' ');
        String scheme = space < 0 ? header.get() : header.get().substring(0, space);
        String rest = space < 0 ? "" : header.get().substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Basic")) {
            return new Shown.Usable(basic(rest));
        }
        if (scheme.equalsIgnoreCase("Bearer") && !rest.isEmpty()) {
            return new Shown.Usable(new Credentials.Token(rest));
        }
        return scheme.equalsIgnoreCase("Digest")
                ? digest(rest, request)
                : new Shown.Usable(new Credentials.None());
    }

    private static Credentials ofUrl(String url) {
        int mark = url.indexOf('?');
        if (mark < 0) {
            return new Credentials.None();
        }
        try {
            return QueryCredentials.of(RequestUrl.parse(url).query());
        } catch (RtspException malformed) {
            // Answered with 400 where the URL itself is looked at.
            return new Credentials.None();
        }
    }

    /** {@code user:password}; a password may have colons (RFC 7617, section 2). */
    private static Credentials basic(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? new Credentials.None()
                    : new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return new Credentials.None();
        }
    }

    private Shown digest(String text, RtspRequest request) {
        Optional<DigestResponse> parsed = DigestResponse.parse(text);
        if (parsed.isEmpty() || !isSameResource(parsed.get().uri(), request.url())) {
            return new Shown.Usable(new Credentials.None());
        }
        DigestResponse response = parsed.get();
        if (!nonceHolds() || !response.nonce().equals(nonce)) {
            return new Shown.Stale();
        }
        String method = request.method();
        return new Shown.Usable(
                new Credentials.Digest(
                        response.user(), password -> response.proves(REALM, method, password)));
    }

    /**
     * Clients sign the URL of the whole path for requests of a track, leave host or query out, or
     * add a slash; the path must be the same.
     */
    private static boolean isSameResource(String signed, String requested) {
        try {
            String path = RequestUrl.parse(requested).path();
            String signedPath =
                    signed.contains("://")
                            ? RequestUrl.parse(signed).path()
                            : RequestUrl.parse("rtsp://host/" + signed).path();
            return path.equals(signedPath)
                    || path.startsWith(signedPath + "/")
                    || signedPath.startsWith(path + "/");
        } catch (RtspException malformed) {
            return false;
        }
    }

    private boolean nonceHolds() {
        return !nonce.isEmpty() && nanoTime.getAsLong() - nonceNanos < NONCE_LIFETIME.toNanos();
    }

    /** The refusal of a stale answer. */
    public RtspResponse stale() {
        return challenged(RtspResponse.of(Status.UNAUTHORIZED), true);
    }

    /** The answer with challenges where it is 401 and has none yet; any other as it is. */
    public RtspResponse complete(RtspResponse response) {
        boolean due =
                response.code() == Status.UNAUTHORIZED.code()
                        && response.headers().first(WWW_AUTHENTICATE).isEmpty();
        return due ? challenged(response, false) : response;
    }

    private RtspResponse challenged(RtspResponse response, boolean stale) {
        RtspResponse challenged = response;
        for (AuthScheme scheme : schemes.get()) {
            switch (scheme) {
                case BASIC ->
                        challenged =
                                challenged.with(WWW_AUTHENTICATE, "Basic realm=\"" + REALM + "\"");
                case DIGEST -> {
                    for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
                        challenged = challenged.with(WWW_AUTHENTICATE, challenge(algorithm, stale));
                    }
                }
            }
        }
        return challenged;
    }

    private String challenge(DigestAlgorithm algorithm, boolean stale) {
        if (!nonceHolds()) {
            byte[] bytes = new byte[NONCE_BYTES];
            random.nextBytes(bytes);
            nonce = HexFormat.of().formatHex(bytes);
            nonceNanos = nanoTime.getAsLong();
        }
        return "Digest realm=\"%s\", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s"
                .formatted(REALM, nonce, algorithm.token(), stale ? ", stale=true" : "");
    }
}
