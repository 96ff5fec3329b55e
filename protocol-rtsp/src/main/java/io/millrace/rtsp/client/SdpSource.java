package io.millrace.rtsp.client;

import io.millrace.media.rtp.RtpLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * RTP that comes by itself, as a session description says.
 *
 * @param description its text (RFC 8866)
 * @param networkInterface by name or address, to join groups on; empty: as they are routed
 * @param silence how long nothing may come
 */
public record SdpSource(
        String description, Optional<String> networkInterface, Duration silence, RtpLimits limits) {
    private static final Duration SILENCE = Duration.ofSeconds(10);

    /** With 10 s of silence. */
    public static SdpSource of(String description) {
        return new SdpSource(description, Optional.empty(), SILENCE, RtpLimits.DEFAULT);
    }

    /** The same on another interface. */
    public SdpSource on(Optional<String> nameOrAddress) {
        return new SdpSource(description, nameOrAddress, silence, limits);
    }
}
