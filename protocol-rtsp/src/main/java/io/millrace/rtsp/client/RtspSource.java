package io.millrace.rtsp.client;

import io.millrace.media.rtp.RtpLimits;
import io.millrace.rtsp.srtp.SrtpLimits;
import io.millrace.stream.Credentials;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What to pull and how. Its text shows no secrets.
 *
 * @param credentials a user and password for Basic and Digest; sent to the first server only, not
 *     to where it redirects
 * @param certificateSha256 the fingerprint of the only certificate to trust, whatever name and
 *     issuer it has: 64 hexadecimal digits, with or without colons; else the system's trust
 * @param answerTimeout for the connection and for each answer
 * @param silenceTimeout how long no RTP packet may come before the source counts as dead
 * @param backChannel whether to ask for a way back to the device
 * @param secureMedia to publish as SRTP, and how long each key lasts; what is pulled is as the
 *     server describes it
 */
public record RtspSource(
        RtspUrl url,
        Carrier carrier,
        Credentials credentials,
        Optional<String> certificateSha256,
        Duration answerTimeout,
        Duration silenceTimeout,
        RtpLimits limits,
        boolean backChannel,
        Optional<SrtpLimits> secureMedia) {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static final int ACCESS_UNIT_BYTES = 8 << 20;
    private static final int NAL_UNITS = 1_024;

    /** What carries the packets. */
    public enum Carrier {
        /** UDP, and TCP where the server refuses that or nothing arrives. */
        AUTO,
        UDP,
        /** UDP to a group that the server names. */
        MULTICAST,
        /** Interleaved in the connection. */
        TCP,
        /** Likewise, all of it tunnelled in HTTP: a GET and a POST. */
        HTTP,
        /** Likewise, in a WebSocket. */
        WEBSOCKET
    }

    public RtspSource {
        if (!answerTimeout.isPositive() || !silenceTimeout.isPositive()) {
            throw new IllegalArgumentException("a time-out is not positive");
        }
        certificateSha256 = certificateSha256.map(RtspSource::normalFingerprint);
    }

    /** With what the URL says, and time-outs of 10 s. */
    public static RtspSource of(RtspUrl url) {
        return new RtspSource(
                url,
                Carrier.AUTO,
                url.credentials(),
                Optional.empty(),
                TEN_SECONDS,
                TEN_SECONDS,
                new RtpLimits(ACCESS_UNIT_BYTES, NAL_UNITS),
                false,
                Optional.empty());
    }

    public RtspSource with(Carrier newCarrier) {
        return new RtspSource(
                url,
                newCarrier,
                credentials,
                certificateSha256,
                answerTimeout,
                silenceTimeout,
                limits,
                backChannel,
                secureMedia);
    }

    public RtspSource withCertificate(String sha256) {
        return new RtspSource(
                url,
                carrier,
                credentials,
                Optional.of(sha256),
                answerTimeout,
                silenceTimeout,
                limits,
                backChannel,
                secureMedia);
    }

    public RtspSource withTimeouts(Duration answer, Duration silence) {
        return new RtspSource(
                url,
                carrier,
                credentials,
                certificateSha256,
                answer,
                silence,
                limits,
                backChannel,
                secureMedia);
    }

    /** The same with a way back to the device, where it has one (ONVIF). */
    public RtspSource withBackChannel() {
        return new RtspSource(
                url,
                carrier,
                credentials,
                certificateSha256,
                answerTimeout,
                silenceTimeout,
                limits,
                true,
                secureMedia);
    }

    /**
     * The same for who publishes as SRTP (RFC 3711), with keys that MIKEY tells, and new ones
     * (SET_PARAMETER) before they are used up.
     *
     * @throws IllegalStateException if the URL is not {@code rtsps}: anyone could read the keys
     */
    public RtspSource withSecureMedia(SrtpLimits keys) {
        if (!url.tls()) {
            throw new IllegalStateException("keys of SRTP are for rtsps only");
        }
        return new RtspSource(
                url,
                carrier,
                credentials,
                certificateSha256,
                answerTimeout,
                silenceTimeout,
                limits,
                backChannel,
                Optional.of(keys));
    }

    /** The same at another URL, which does not get the credentials of the first server. */
    RtspSource redirected(RtspUrl next) {
        return new RtspSource(
                next,
                carrier,
                next.isSameServer(url) ? credentials : next.credentials(),
                certificateSha256,
                answerTimeout,
                silenceTimeout,
                limits,
                backChannel,
                secureMedia);
    }

    private static String normalFingerprint(String text) {
        String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a SHA-256 fingerprint has 64 hexadecimal digits");
        }
        return digits;
    }

    @Override
    public String toString() {
        return url.shown();
    }
}
