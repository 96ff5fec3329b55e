package io.millrace.runtime.access;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.runtime.config.AuthConfig;
import io.millrace.stream.Credentials;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes signed tokens (RFC 7519) for permissions. A token comes as such, or as the password of any
 * user, for peers that can show nothing else. It must be signed with a pinned algorithm by a key of
 * the set, be of the issuer and for the audience that are asked for, and hold now; its {@code exp}
 * ends the session too.
 */
final class JwtAuthority implements Authority {
    private static final int MAX_LENGTH = 16_384;
    private static final Pattern COMPACT =
            Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final AuthConfig.Jwt settings;
    private final JwtKeys keys;
    private final InstantSource clock;

    JwtAuthority(AuthConfig.Jwt settings, JwtKeys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public Answer ask(AccessRequest request) throws InterruptedException {
        Optional<String> token = token(request.credentials());
        if (token.isEmpty()) {
            return request.showsNothing()
                    ? Answer.denied(Answer.Reason.MISSING, "a token is needed")
                    : Answer.denied(Answer.Reason.WRONG, "a token is needed");
        }
        if (token.get().length() > MAX_LENGTH) {
            return wrong("is longer than " + MAX_LENGTH + " characters");
        }
        try {
            SignedJWT signed = SignedJWT.parse(token.get());
            if (!settings.algorithms().contains(signed.getHeader().getAlgorithm().getName())) {
                return wrong("is signed with an algorithm that is not accepted");
            }
            return switch (keys.verify(signed)) {
                case VALID -> decide(signed.getJWTClaimsSet(), request);
                case INVALID -> wrong("has a wrong signature");
                case NO_KEYS ->
                        Answer.denied(
                                Answer.Reason.UNAVAILABLE, "the keys of tokens cannot be fetched");
            };
        } catch (ParseException malformed) {
            return wrong("is malformed");
        }
    }

    private static Optional<String> token(Credentials shown) {
        return switch (shown) {
            case Credentials.Token(String value) -> Optional.of(value);
            case Credentials.Password(_, String password) ->
                    Optional.of(password).filter(COMPACT.asMatchPredicate());
            case Credentials.None _, Credentials.Digest _ -> Optional.empty();
        };
    }

    private Answer decide(JWTClaimsSet claims, AccessRequest request) {
        Optional<Instant> expires =
                Optional.ofNullable(claims.getExpirationTime()).map(Date::toInstant);
        Instant now = clock.instant();
        if (expires.isPresent() && !now.isBefore(expires.get())) {
            return wrong("has expired");
        }
        if (claims.getNotBeforeTime() != null
                && now.isBefore(claims.getNotBeforeTime().toInstant())) {
            return wrong("does not hold yet");
        }
        if (!settings.issuer().isEmpty() && !settings.issuer().equals(claims.getIssuer())) {
            return wrong("is of another issuer");
        }
        if (!settings.audience().isEmpty() && !claims.getAudience().contains(settings.audience())) {
            return wrong("is for another audience");
        }
        if (!TokenPermissions.permit(claims.getClaim(settings.claim()), request)) {
            return Answer.denied(
                    Answer.Reason.FORBIDDEN,
                    "the token gives no permission to %s '%s'"
                            .formatted(ActionText.of(request.action()), request.pathText()));
        }
        String subject = Objects.requireNonNullElse(claims.getSubject(), "");
        return Answer.granted(new Grant(subject, expires, settings));
    }

    private static Answer wrong(String what) {
        return Answer.denied(Answer.Reason.WRONG, "the token " + what);
    }
}
