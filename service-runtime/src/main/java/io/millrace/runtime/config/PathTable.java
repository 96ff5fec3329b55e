package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockMap;
import io.millrace.stream.PathName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys of a path: in {@code path-defaults} for every path, in {@code paths} for some. */
final class PathTable {
    private static final int MEBIBYTE = 1 << 20;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String PASSWORD_FORM = "plain, sha256:… or argon2:…";

    static final Setting<PublishPolicy> PUBLISH_POLICY =
            new Setting<>(
                    "publish-policy",
                    ValueType.choice(PublishPolicy.class),
                    "override",
                    "A second publisher: takes over, is refused, or waits as a hot spare.");
    static final Setting<Duration> PUBLISH_MAX_STALL =
            new Setting<>(
                    "publish-max-stall",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long Kafka may take nothing before the publisher is closed.");
    static final Setting<String> PUBLISH_USER =
            new Setting<>(
                    "publish-user",
                    ValueType.text("name, plain, sha256:… or argon2:…", 512),
                    "",
                    "Who may publish; empty: as `auth` says.");
    static final Setting<Secret> PUBLISH_PASSWORD =
            new Setting<>(
                    "publish-password",
                    ValueType.secret(PASSWORD_FORM, 0, 512),
                    "",
                    "The publisher's password.");
    static final Setting<List<IpRange>> PUBLISH_IPS =
            new Setting<>(
                    "publish-ips",
                    ValueType.list(AddressTypes.ipRange()),
                    "",
                    "Where publishers may come from; empty: from anywhere.");
    static final Setting<String> READ_USER =
            new Setting<>(
                    "read-user",
                    ValueType.text("name, plain, sha256:… or argon2:…", 512),
                    "",
                    "Who may read; empty: as `auth` says.");
    static final Setting<Secret> READ_PASSWORD =
            new Setting<>(
                    "read-password",
                    ValueType.secret(PASSWORD_FORM, 0, 512),
                    "",
                    "The readers' password.");
    static final Setting<List<IpRange>> READ_IPS =
            new Setting<>(
                    "read-ips",
                    ValueType.list(AddressTypes.ipRange()),
                    "",
                    "Where readers may come from; empty: from anywhere.");
    static final Setting<Integer> MAX_READERS =
            new Setting<>(
                    "max-readers",
                    ValueType.integer(0, 1_000_000),
                    "0",
                    "Readers of the path on one process; 0: no limit.");
    static final Setting<Duration> GRACE =
            new Setting<>(
                    "grace",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long readers wait for a publisher that went away.");
    static final Setting<Integer> RING_SIZE =
            new Setting<>(
                    "ring-size",
                    ValueType.size(MEBIBYTE, 1 << 30),
                    "16MiB",
                    "Newest records of a path that a process with readers holds in memory.");
    static final Setting<Duration> SEGMENT_DURATION =
            new Setting<>(
                    "segment-duration",
                    ValueType.duration(Duration.ofMillis(200), HOUR),
                    "2s",
                    "Least duration of a segment; one begins at the first entry point after it.");
    static final Setting<Duration> PART_DURATION =
            new Setting<>(
                    "part-duration",
                    ValueType.durationOrNone(Duration.ofMillis(50), Duration.ofSeconds(10)),
                    "200ms",
                    "Duration of a part of a segment (low-latency HLS and DASH); 0ms: no parts.");
    static final Setting<Boolean> ALWAYS_REMUX =
            new Setting<>(
                    "always-remux",
                    ValueType.flag(),
                    "no",
                    "Follow the path also while nobody watches it over HLS, so that the first"
                            + " viewer waits less; for entries with a plain name.");
    static final Setting<PathSettings.HlsEncryption> HLS_ENCRYPTION =
            new Setting<>(
                    "hls-encryption",
                    ValueType.choice(PathSettings.HlsEncryption.class),
                    "none",
                    "Encrypt segments of HLS: whole (METHOD=AES-128), without parts for low latency, or"
                            + " by samples (METHOD=SAMPLE-AES, `cbcs`), as CMAF only; keys are"
                            + " derived from `packager.secret`.");
    static final Setting<Integer> HLS_KEY_ROTATION =
            new Setting<>(
                    "hls-key-rotation",
                    ValueType.integer(1, 1_000_000),
                    "150",
                    "Segments that are encrypted by the same key; by samples, all are.");
    static final Setting<List<PathName>> RENDITIONS =
            new Setting<>(
                    "renditions",
                    ValueType.list(ValueType.path()),
                    "",
                    "Paths of one content in several qualities that HLS and DASH offer under this"
                            + " name; the first has the audio; empty: the path's own content.");
    static final Setting<Duration> RETENTION =
            new Setting<>(
                    "retention",
                    ValueType.duration(Duration.ofSeconds(30), Duration.ofDays(3650)),
                    "10m",
                    "How long the log keeps records, at least; as it is when a path's topic is"
                            + " made.");
    static final Setting<Optional<Duration>> LINGER =
            new Setting<>(
                    "linger",
                    ValueType.durationOrUnset(Duration.ZERO, SECOND),
                    "",
                    "How long its records wait for others, from the next publication on; empty: as"
                            + " `kafka.linger` says. At most 4 different ones are told apart.");
    static final Setting<Boolean> PASSTHROUGH =
            new Setting<>(
                    "passthrough",
                    ValueType.flag(),
                    "no",
                    "Keep MPEG-TS packets exactly as received, beside their units: readers of"
                            + " MPEG-TS get the same bytes, for twice the log.");
    static final Setting<Integer> PROGRAM_NUMBER =
            new Setting<>(
                    "program-number",
                    ValueType.integer(0, 65_535),
                    "0",
                    "Program of a published MPEG-TS with several; 0: the first.");
    static final Setting<Secret> SRT_PUBLISH_PASSPHRASE =
            new Setting<>(
                    "srt-publish-passphrase",
                    ValueType.secret("10 to 79 characters", 10, 79),
                    "",
                    "What SRT publishers encrypt with; empty: not encrypted.");
    static final Setting<Secret> SRT_READ_PASSPHRASE =
            new Setting<>(
                    "srt-read-passphrase",
                    ValueType.secret("10 to 79 characters", 10, 79),
                    "",
                    "What SRT readers decrypt with; empty: not encrypted.");
    static final Setting<Duration> SRT_LATENCY =
            new Setting<>(
                    "srt-latency",
                    ValueType.duration(Duration.ZERO, Duration.ofMinutes(1)),
                    "0ms",
                    "Least latency of SRT on this path; `srt.latency` and the peer may ask for"
                            + " more.");
    static final Setting<AddressTypes.Sources> SOURCE =
            new Setting<>(
                    "source",
                    AddressTypes.sources(),
                    "",
                    "Where the stream is pulled from, in the order of priority (docs/sources.md);"
                            + " empty: peers publish it. For entries with a plain name.");
    static final Setting<Boolean> SOURCE_ON_DEMAND =
            new Setting<>(
                    "source-on-demand",
                    ValueType.flag(),
                    "no",
                    "Pull only while somebody reads the path.");
    static final Setting<Duration> SOURCE_START_TIMEOUT =
            new Setting<>(
                    "source-start-timeout",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long a source may take to bring its first unit, and readers wait for one"
                            + " on demand.");
    static final Setting<Duration> SOURCE_CLOSE_AFTER =
            new Setting<>(
                    "source-close-after",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long a source on demand goes on after the last reader.");
    static final Setting<Duration> SOURCE_RETRY =
            new Setting<>(
                    "source-retry",
                    ValueType.duration(Duration.ofMillis(100), HOUR),
                    "5s",
                    "How long after a failure a source is tried again.");
    static final Setting<Duration> SOURCE_SILENCE =
            new Setting<>(
                    "source-silence",
                    ValueType.duration(Duration.ofMillis(500), HOUR),
                    "3s",
                    "How long a source may bring nothing before the next one is taken, where there"
                            + " are several.");
    static final Setting<Duration> SOURCE_RETURN_AFTER =
            new Setting<>(
                    "source-return-after",
                    ValueType.duration(SECOND, HOUR),
                    "10s",
                    "How long a source of higher priority must bring units without a break before"
                            + " it is taken back.");
    static final Setting<PathSettings.Transport> SOURCE_TRANSPORT =
            new Setting<>(
                    "source-transport",
                    ValueType.choice(PathSettings.Transport.class),
                    "auto",
                    "What carries the packets of an RTSP source; auto: UDP, and TCP where nothing"
                            + " comes over it; http, websocket: a tunnel in that.");
    static final Setting<String> SOURCE_FINGERPRINT =
            new Setting<>(
                    "source-fingerprint",
                    AddressTypes.fingerprint(),
                    "",
                    "SHA-256 of the only certificate that a source with TLS may show, as"
                            + " hexadecimal digits; empty: one that the system trusts.");
    static final Setting<Optional<SourceAddress>> FALLBACK =
            new Setting<>(
                    "fallback",
                    AddressTypes.fallback(),
                    "",
                    "What the path shows to its readers while nobody publishes it: another path, or"
                            + " an address as `source` has it, such as file:/slate.mp4. For entries"
                            + " with a plain name.");
    static final Setting<Redirect> REDIRECT =
            new Setting<>(
                    "redirect",
                    AddressTypes.redirect(),
                    "",
                    "Where readers are sent instead of being served here: one URL for each"
                            + " protocol; {path} in it is the path's name (docs/sources.md).");
    static final Setting<Boolean> HLS = protocol("hls", "HLS");
    static final Setting<Boolean> DASH = protocol("dash", "DASH");
    static final Setting<Boolean> RTSP = protocol("rtsp", "RTSP");
    static final Setting<Boolean> RTMP = protocol("rtmp", "RTMP");
    static final Setting<Boolean> SRT = protocol("srt", "SRT");
    static final Setting<Boolean> MPEGTS = protocol("mpegts", "endless MPEG-TS over HTTP");
    static final Setting<Boolean> FLV = protocol("flv", "endless FLV over HTTP");

    private static final List<SettingNode> KEYS =
            with(
                    List.of(
                            PUBLISH_POLICY,
                            PUBLISH_MAX_STALL,
                            PUBLISH_USER,
                            PUBLISH_PASSWORD,
                            PUBLISH_IPS,
                            READ_USER,
                            READ_PASSWORD,
                            READ_IPS,
                            MAX_READERS,
                            GRACE,
                            RING_SIZE,
                            SEGMENT_DURATION,
                            PART_DURATION,
                            ALWAYS_REMUX,
                            HLS_ENCRYPTION,
                            HLS_KEY_ROTATION,
                            RENDITIONS,
                            RETENTION,
                            LINGER,
                            PASSTHROUGH,
                            PROGRAM_NUMBER,
                            SRT_PUBLISH_PASSPHRASE,
                            SRT_READ_PASSPHRASE,
                            SRT_LATENCY,
                            SOURCE,
                            SOURCE_ON_DEMAND,
                            SOURCE_START_TIMEOUT,
                            SOURCE_CLOSE_AFTER,
                            SOURCE_RETRY,
                            SOURCE_SILENCE,
                            SOURCE_RETURN_AFTER,
                            SOURCE_TRANSPORT,
                            SOURCE_FINGERPRINT,
                            FALLBACK,
                            REDIRECT,
                            HLS,
                            DASH,
                            RTSP,
                            RTMP,
                            SRT,
                            MPEGTS,
                            FLV),
                    HookTable.keys(HookTable.OF_PATHS).toArray(SettingNode[]::new));

    static final Block DEFAULTS =
            new Block("path-defaults", "What holds for every path that says nothing else.", KEYS);
    static final BlockMap PATHS =
            new BlockMap(
                    "paths",
                    "What holds for some paths.",
                    new Block("NAME", "One entry.", with(KEYS, PushTable.PUSHES)),
                    PathPattern::problem);

    private PathTable() {}

    private static List<SettingNode> with(List<SettingNode> keys, SettingNode... more) {
        List<SettingNode> all = new ArrayList<>(keys);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    private static Setting<Boolean> protocol(String key, String name) {
        return new Setting<>(
                key, ValueType.flag(), "yes", "Whether readers may take it over " + name + ".");
    }
}
