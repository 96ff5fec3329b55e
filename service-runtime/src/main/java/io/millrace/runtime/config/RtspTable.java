package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys of {@code rtsp}. */
final class RtspTable {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    static final Setting<Integer> PORT =
            new Setting<>("port", ValueType.port(), "8554", "RTSP over TCP.");
    static final Setting<Integer> RTP_PORT =
            new Setting<>("rtp-port", ValueType.port(), "8000", "RTP over UDP; an even port.");
    static final Setting<Integer> RTCP_PORT =
            new Setting<>(
                    "rtcp-port",
                    ValueType.port(),
                    "8001",
                    "RTCP over UDP; the port after the one of RTP.");
    static final Setting<Duration> SESSION_TIMEOUT =
            new Setting<>(
                    "session-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "60s",
                    "A session without a sign of life ends after this.");
    static final Setting<Duration> READ_TIMEOUT =
            new Setting<>(
                    "read-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "A publisher that sends nothing, or a reader that takes nothing, ends after it.");
    static final Setting<Optional<MulticastRange>> MULTICAST_RANGE =
            new Setting<>(
                    "multicast-range",
                    MulticastRange.type(),
                    "224.1.0.0/16",
                    "Groups for readers that ask for multicast; nothing is sent before one plays."
                            + " Empty: they are refused.");
    static final Setting<Integer> MULTICAST_RTP_PORT =
            new Setting<>("multicast-rtp-port", ValueType.port(), "8002", "RTP of all groups.");
    static final Setting<Integer> MULTICAST_RTCP_PORT =
            new Setting<>("multicast-rtcp-port", ValueType.port(), "8003", "RTCP of all groups.");
    static final Setting<Boolean> SRTP =
            new Setting<>(
                    "srtp",
                    ValueType.flag(),
                    "yes",
                    "Descriptions over RTSPS offer SRTP with keys (RTP/SAVP). No: only media inside"
                            + " of the connection, for players that do not read such descriptions.");
    static final Setting<List<IpRange>> TRUSTED_PROXIES =
            new Setting<>(
                    "trusted-proxies",
                    ValueType.list(AddressTypes.ipRange()),
                    "",
                    "Proxies whose connections begin with a PROXY header (version 1 or 2), which tells"
                            + " the peer's address.");
    static final Block RTSP =
            new Block(
                    "rtsp",
                    "RTSP (ingest, play).",
                    List.of(
                            PORT,
                            RTP_PORT,
                            RTCP_PORT,
                            SESSION_TIMEOUT,
                            READ_TIMEOUT,
                            MULTICAST_RANGE,
                            MULTICAST_RTP_PORT,
                            MULTICAST_RTCP_PORT,
                            SRTP,
                            TRUSTED_PROXIES));

    private RtspTable() {}
}
