package io.millrace.rtsp.srtp;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * An initiator's message that carries the key of a medium in the clear, as RTSPS and ONVIF do: the
 * TLS connection around it protects it (RFC 3830, sections 4.2.2 and 6; RFC 4567).
 *
 * @param bundle number of the crypto session bundle, 32 bits
 */
public record MikeyMessage(long bundle, List<CryptoSession> sessions, SrtpKey key) {
    /** A source whose packets the key protects, and how often its numbers have wrapped. */
    public record CryptoSession(long ssrc, long rollOvers) {}

    public MikeyMessage {
        sessions = List.copyOf(sessions);
    }

    /** The message for sources that have sent nothing yet. */
    public static MikeyMessage of(SrtpKey key, List<Long> ssrcs) {
        return new MikeyMessage(
                ThreadLocalRandom.current().nextLong(1L << 32),
                ssrcs.stream().map(ssrc -> new CryptoSession(ssrc, 0)).toList(),
                key);
    }

    /** Reads base64, as headers and descriptions carry it. */
    public static MikeyMessage parse(String base64) throws MikeyException {
        try {
            return MikeyReader.read(Base64.getDecoder().decode(base64.strip()));
        } catch (IllegalArgumentException e) {
            throw new MikeyException("the key message is not base64");
        }
    }

    /** Base64, with the time and some noise of now. */
    public String toText() {
        return Base64.getEncoder().encodeToString(MikeyWriter.write(this));
    }

    /** What takes packets that are protected as this message says. */
    public SrtpReceiver receiver() {
        return new SrtpReceiver(key, rollOvers());
    }

    /** How often the numbers of each source have wrapped. */
    Map<Long, Long> rollOvers() {
        return sessions.stream()
                .collect(
                        Collectors.toMap(
                                CryptoSession::ssrc,
                                CryptoSession::rollOvers,
                                (first, _) -> first));
    }
}
