package io.millrace.rtsp;

import java.time.Duration;
import java.util.Optional;

/**
 * How a server listens and when it gives up on peers.
 *
 * @param address host name or address to bind
 * @param port of RTSP over TCP; 0 for any free one
 * @param rtpPort of RTP over UDP; 0 for any free one
 * @param rtcpPort of RTCP over UDP; 0 for any free one
 * @param sessionTimeout a session without a sign of life ends after this
 * @param readTimeout a publisher that sends nothing, or a reader that takes nothing, ends after
 *     this
 * @param security who may connect, and how peers prove who they are
 * @param multicast empty to refuse readers who ask for it
 */
public record RtspServerSettings(
        String address,
        int port,
        int rtpPort,
        int rtcpPort,
        Duration sessionTimeout,
        Duration readTimeout,
        RtspLimits limits,
        RtspSecurity security,
        Optional<MulticastSettings> multicast) {

    /** All interfaces, ports 8554, 8000 and 8001, 60 s, 10 s. */
    public static RtspServerSettings standard() {
        return new RtspServerSettings(
                "0.0.0.0",
                8554,
                8000,
                8001,
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                RtspLimits.standard(),
                RtspSecurity.standard(),
                Optional.empty());
    }

    public RtspServerSettings withAddress(String newAddress) {
        return new RtspServerSettings(
                newAddress,
                port,
                rtpPort,
                rtcpPort,
                sessionTimeout,
                readTimeout,
                limits,
                security,
                multicast);
    }

    /** Each port may be 0 for any free one. */
    public RtspServerSettings withPorts(int newPort, int newRtpPort, int newRtcpPort) {
        return new RtspServerSettings(
                address,
                newPort,
                newRtpPort,
                newRtcpPort,
                sessionTimeout,
                readTimeout,
                limits,
                security,
                multicast);
    }

    public RtspServerSettings withTimeouts(Duration newSessionTimeout, Duration newReadTimeout) {
        return new RtspServerSettings(
                address,
                port,
                rtpPort,
                rtcpPort,
                newSessionTimeout,
                newReadTimeout,
                limits,
                security,
                multicast);
    }

    public RtspServerSettings withLimits(RtspLimits newLimits) {
        return new RtspServerSettings(
                address,
                port,
                rtpPort,
                rtcpPort,
                sessionTimeout,
                readTimeout,
                newLimits,
                security,
                multicast);
    }

    public RtspServerSettings withSecurity(RtspSecurity newSecurity) {
        return new RtspServerSettings(
                address,
                port,
                rtpPort,
                rtcpPort,
                sessionTimeout,
                readTimeout,
                limits,
                newSecurity,
                multicast);
    }

    /** Also serves readers who ask for multicast. */
    public RtspServerSettings withMulticast(MulticastSettings newMulticast) {
        return new RtspServerSettings(
                address,
                port,
                rtpPort,
                rtcpPort,
                sessionTimeout,
                readTimeout,
                limits,
                security,
                Optional.of(newMulticast));
    }

    /**
     * Also serves readers who ask for multicast, where there is a range of groups for them.
     *
     * @throws IllegalArgumentException if the range is none of IPv4 multicast groups
     */
    public RtspServerSettings withMulticast(
            Optional<String> range, int multicastRtpPort, int multicastRtcpPort) {
        return range.map(
                        groups -> MulticastSettings.of(groups, multicastRtpPort, multicastRtcpPort))
                .map(this::withMulticast)
                .orElse(this);
    }
}
