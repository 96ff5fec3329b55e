package io.millrace.rtsp.srtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Both directions of one medium (RFC 3711). Confined to one thread.
 *
 * @param sender of what we send, whose key {@code message} tells
 * @param receiver of what the peer sends; empty where it told no key: then it sends in the clear
 * @param ssrc of our packets
 */
public record SrtpSession(
        SrtpSender sender, Optional<SrtpReceiver> receiver, MikeyMessage message, long ssrc) {

    public static SrtpSession of(SrtpKey ours, long ssrc, Optional<MikeyMessage> theirs) {
        return of(ours, SrtpLimits.standard(), ssrc, theirs);
    }

    /** Whose keys last for so much. */
    public static SrtpSession of(
            SrtpKey ours, SrtpLimits limits, long ssrc, Optional<MikeyMessage> theirs) {
        return new SrtpSession(
                new SrtpSender(ours, limits),
                theirs.map(MikeyMessage::receiver),
                MikeyMessage.of(ours, List.of(ssrc)),
                ssrc);
    }

    /** Takes protected packets and hands on what they hold; all are borrowed. */
    public Consumer<ByteBuf> openingRtp(Consumer<ByteBuf> receiving, Consumer<SrtpResult> dropped) {
        return receiver.<Consumer<ByteBuf>>map(
                        opener -> packet -> open(packet, opener::unprotectRtp, receiving, dropped))
                .orElse(receiving);
    }

    /** Likewise for RTCP. */
    public Consumer<ByteBuf> openingRtcp(
            Consumer<ByteBuf> receiving, Consumer<SrtpResult> dropped) {
        return receiver.<Consumer<ByteBuf>>map(
                        opener -> packet -> open(packet, opener::unprotectRtcp, receiving, dropped))
                .orElse(receiving);
    }

    private static void open(
            ByteBuf packet,
            BiFunction<ByteBuf, ByteBuf, SrtpResult> opener,
            Consumer<ByteBuf> receiving,
            Consumer<SrtpResult> dropped) {
        ByteBuf plain = PooledByteBufAllocator.DEFAULT.directBuffer(packet.readableBytes());
        try {
            SrtpResult result = opener.apply(packet, plain);
            if (result == SrtpResult.OK) {
                receiving.accept(plain);
            } else {
                dropped.accept(result);
            }
        } finally {
            plain.release();
        }
    }

    /** What is to be sent for an RTCP packet, which is taken over. */
    public static ByteBuf protectRtcp(Optional<SrtpSession> security, ByteBuf packet) {
        return security.map(keys -> keys.sender().protectedRtcp(packet)).orElse(packet);
    }

    /** Likewise for an RTP packet. */
    public static ByteBuf protectRtp(Optional<SrtpSession> security, ByteBuf packet) {
        return security.map(keys -> keys.sender().protectedRtp(packet)).orElse(packet);
    }

    /** The sequence number that the peer sees on the packet that is {@code sequence} to us. */
    public int sequenceOf(int sequence) {
        return sender.sequenceOf(ssrc, sequence);
    }

    /** The same with the key that the peer told after we had told ours. */
    public SrtpSession with(MikeyMessage theirs) {
        return new SrtpSession(sender, Optional.of(theirs.receiver()), message, ssrc);
    }
}
