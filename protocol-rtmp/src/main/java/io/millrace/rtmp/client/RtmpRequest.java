package io.millrace.rtmp.client;

import io.millrace.rtmp.wire.ChunkEncoder;
import io.millrace.rtmp.wire.ChunkLimits;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Where to publish or play, and how. Its text shows no secrets.
 *
 * @param certificateSha256 the fingerprint of the only certificate to trust, whatever name and
 *     issuer it has: 64 hexadecimal digits, with or without colons; else the system's trust
 * @param handshake which form of it
 * @param connectTimeout for the connection, with TLS, and then for the server's go-ahead
 * @param stallTimeout how long a server may take none of what is published, or send nothing of what
 *     is played
 * @param chunkSize of the chunks that we send
 * @param bufferBytes what may wait to be sent; what comes beyond it is dropped up to an entry point
 */
public record RtmpRequest(
        RtmpUrl url,
        Optional<String> certificateSha256,
        Handshake handshake,
        Duration connectTimeout,
        Duration stallTimeout,
        int chunkSize,
        int bufferBytes) {
    private static final int DEFAULT_CHUNK_SIZE = 65_536;
    private static final int DEFAULT_BUFFER_BYTES = 8 << 20;

    /** What C1 holds. */
    public enum Handshake {
        /** RTMP 1.0: any bytes. */
        SIMPLE,
        /** Flash's: a digest, which a few servers ask for. */
        DIGESTED
    }

    public RtmpRequest {
        if (connectTimeout.toMillis() <= 0 || stallTimeout.toMillis() <= 0) {
            throw new IllegalArgumentException("a time-out is not positive");
        }
        if (chunkSize < ChunkEncoder.MIN_CHUNK_SIZE
                || chunkSize > ChunkLimits.MAX_MESSAGE_BYTES
                || bufferBytes < 1) {
            throw new IllegalArgumentException(
                    "RTMP chunk size " + chunkSize + ", buffer " + bufferBytes);
        }
        certificateSha256 = certificateSha256.map(RtmpRequest::normalFingerprint);
    }

    /** With what the URL says, the simple handshake, time-outs of 10 s and a buffer of 8 MiB. */
    public static RtmpRequest of(String url) {
        Duration timeout = Duration.ofSeconds(10);
        return new RtmpRequest(
                RtmpUrl.parse(url),
                Optional.empty(),
                Handshake.SIMPLE,
                timeout,
                timeout,
                DEFAULT_CHUNK_SIZE,
                DEFAULT_BUFFER_BYTES);
    }

    /** The same elsewhere. */
    RtmpRequest at(RtmpUrl next) {
        return new RtmpRequest(
                next,
                certificateSha256,
                handshake,
                connectTimeout,
                stallTimeout,
                chunkSize,
                bufferBytes);
    }

    /** The same with a certificate pinned. */
    public RtmpRequest withCertificate(String sha256) {
        return new RtmpRequest(
                url,
                Optional.of(sha256),
                handshake,
                connectTimeout,
                stallTimeout,
                chunkSize,
                bufferBytes);
    }

    /** The same with another handshake. */
    public RtmpRequest with(Handshake newHandshake) {
        return new RtmpRequest(
                url,
                certificateSha256,
                newHandshake,
                connectTimeout,
                stallTimeout,
                chunkSize,
                bufferBytes);
    }

    /** The same with other time-outs. */
    public RtmpRequest withTimeouts(Duration connect, Duration stall) {
        return new RtmpRequest(
                url, certificateSha256, handshake, connect, stall, chunkSize, bufferBytes);
    }

    /** The same with another buffer. */
    public RtmpRequest withBuffer(int bytes) {
        return new RtmpRequest(
                url, certificateSha256, handshake, connectTimeout, stallTimeout, chunkSize, bytes);
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
        return url.toString();
    }
}
