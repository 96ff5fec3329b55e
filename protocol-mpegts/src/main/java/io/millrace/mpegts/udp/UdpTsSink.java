package io.millrace.mpegts.udp;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Takes what a receiver gets; called on its event loop, so it must not block. */
@FunctionalInterface
public interface UdpTsSink {
    /** One or more whole packets of 188 bytes. Borrowed: valid as long as the call lasts. */
    void onPackets(ByteBuf packets);

    /**
     * Nothing usable came for the silence time-out. Told once, and again after the next packets.
     */
    default void onSilence() {}

    /** The socket is closed: by the receiver's owner, or because of a failure. The last call. */
    default void onClosed(Optional<Throwable> failure) {}
}
