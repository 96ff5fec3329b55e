package io.millrace.mpegts.http;

import io.millrace.stream.Credentials;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What to get and how. Its text shows no secrets.
 *
 * @param uri http or https; a user and password in it count as credentials if no others are given
 * @param credentials a password (Basic) or token (Bearer); sent to the first server only, not to
 *     where it redirects
 * @param certificateSha256 the fingerprint of the only certificate to trust, whatever name and
 *     issuer it has: 64 hexadecimal digits, with or without colons; else the system's trust
 * @param connectTimeout for the connection, with TLS
 * @param readTimeout for the answer, and for each silence in it
 */
public record HttpTsRequest(
        URI uri,
        Credentials credentials,
        Optional<String> certificateSha256,
        Duration connectTimeout,
        Duration readTimeout) {
    public HttpTsRequest {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("not an http or https URL: " + shown(uri));
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("no host in URL " + shown(uri));
        }
        if (connectTimeout.toMillis() <= 0 || readTimeout.toMillis() <= 0) {
            throw new IllegalArgumentException("a time-out is not positive");
        }
        certificateSha256 = certificateSha256.map(HttpTsRequest::normalFingerprint);
    }

    /** With what the URL says, and time-outs of 10 s. */
    public static HttpTsRequest of(URI uri) {
        Duration timeout = Duration.ofSeconds(10);
        return new HttpTsRequest(uri, credentialsOf(uri), Optional.empty(), timeout, timeout);
    }

    public HttpTsRequest withCredentials(Credentials newCredentials) {
        return new HttpTsRequest(
                uri, newCredentials, certificateSha256, connectTimeout, readTimeout);
    }

    public HttpTsRequest withCertificate(String sha256) {
        return new HttpTsRequest(
                uri, credentials, Optional.of(sha256), connectTimeout, readTimeout);
    }

    public HttpTsRequest withTimeouts(Duration connect, Duration read) {
        return new HttpTsRequest(uri, credentials, certificateSha256, connect, read);
    }

    /** As logs may show it: without user, password and query, where tokens are. */
    static String shown(URI uri) {
        return uri.getScheme()
                + "://"
                + (uri.getHost() == null ? "" : uri.getHost())
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    private static String normalFingerprint(String text) {
        String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a SHA-256 fingerprint has 64 hexadecimal digits");
        }
        return digits;
    }

    private static Credentials credentialsOf(URI uri) {
        String userInfo = uri.getRawUserInfo();
        if (userInfo == null) {
            return new Credentials.None();
        }
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new Credentials.Password(decoded(userInfo), "")
                : new Credentials.Password(
                        decoded(userInfo.substring(0, colon)),
                        decoded(userInfo.substring(colon + 1)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return shown(uri);
    }
}
