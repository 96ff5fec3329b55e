package io.millrace.rtsp.srtp;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.Optional;

/**
 * Checks and decrypts the packets of one medium of a peer (RFC 3711, sections 3.3 and 3.4), through
 * changes of its key: what the one before protects may still be underway. What does not pass
 * changes nothing. Not thread-safe.
 */
public final class SrtpReceiver {
    private SrtpKey key;
    private KeyedReceiver newest;
    private Optional<KeyedReceiver> before = Optional.empty();

    /**
     * A receiver that has seen nothing.
     *
     * @param rollOvers how often the sequence numbers of an SSRC have wrapped; of others, never
     */
    public SrtpReceiver(SrtpKey key, Map<Long, Long> rollOvers) {
        this.key = key;
        this.newest = new KeyedReceiver(key, rollOvers);
    }

    /**
     * Takes another key beside the one so far, and drops the one before that.
     *
     * @throws MikeyException if it is the same key: what was seen of it must not be forgotten
     */
    public void renew(MikeyMessage message) throws MikeyException {
        if (message.key().isSameSecret(key)) {
            throw new MikeyException("the new key is the old one");
        }
        before = Optional.of(newest);
        key = message.key();
        newest = new KeyedReceiver(key, message.rollOvers());
    }

    /** Appends what an SRTP packet, which is borrowed, holds to {@code out} if it is good. */
    public SrtpResult unprotectRtp(ByteBuf packet, ByteBuf out) {
        SrtpResult result = newest.unprotectRtp(packet, out);
        return result == SrtpResult.OK || before.isEmpty()
                ? result
                : either(result, before.get().unprotectRtp(packet, out));
    }

    /** Likewise with an SRTCP packet. */
    public SrtpResult unprotectRtcp(ByteBuf packet, ByteBuf out) {
        SrtpResult result = newest.unprotectRtcp(packet, out);
        return result == SrtpResult.OK || before.isEmpty()
                ? result
                : either(result, before.get().unprotectRtcp(packet, out));
    }

    private static SrtpResult either(SrtpResult byNewest, SrtpResult byBefore) {
        return byBefore == SrtpResult.OK ? byBefore : byNewest;
    }
}
