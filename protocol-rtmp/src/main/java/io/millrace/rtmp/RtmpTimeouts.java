package io.millrace.rtmp;

import java.time.Duration;

/**
 * How long a session waits for its peer.
 *
 * @param command from the connection, or from the end of a publication, to a publish or play that
 *     is admitted
 * @param silentPublisher without audio or video
 * @param stalledPeer while it takes none of the bytes that wait for it
 */
public record RtmpTimeouts(Duration command, Duration silentPublisher, Duration stalledPeer) {
    public RtmpTimeouts {
        if (!(command.isPositive() && silentPublisher.isPositive() && stalledPeer.isPositive())) {
            throw new IllegalArgumentException(
                    "time-outs must be positive: %s, %s, %s"
                            .formatted(command, silentPublisher, stalledPeer));
        }
    }

    /** 10 seconds each. */
    public static RtmpTimeouts defaults() {
        Duration tenSeconds = Duration.ofSeconds(10);
        return new RtmpTimeouts(tenSeconds, tenSeconds, tenSeconds);
    }

    Duration shortest() {
        Duration shorter = command.compareTo(silentPublisher) < 0 ? command : silentPublisher;
        return shorter.compareTo(stalledPeer) < 0 ? shorter : stalledPeer;
    }
}
