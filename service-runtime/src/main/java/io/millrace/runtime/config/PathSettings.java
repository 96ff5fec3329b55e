package io.millrace.runtime.config;

import io.millrace.runtime.hook.Hook;
import io.millrace.runtime.hook.HookEvent;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for one path.
 *
 * @param log how its topic is kept
 * @param protocols what readers may take it over
 * @param pushes where it is sent
 * @param hooks programs that run on its events
 * @param fallback what is shown while nobody publishes it
 * @param redirect where readers are sent
 */
public record PathSettings(
        Publish publish,
        Read read,
        Srt srt,
        Packaging packaging,
        Log log,
        Protocols protocols,
        List<PushSettings> pushes,
        Source source,
        Map<HookEvent, Hook> hooks,
        Optional<SourceAddress> fallback,
        Redirect redirect) {
    public PathSettings {
        pushes = List.copyOf(pushes);
        hooks = Map.copyOf(hooks);
    }

    /**
     * Publishers.
     *
     * @param maxStall how long Kafka may take nothing before the publisher is closed
     * @param passthrough whether packets are kept exactly as received
     * @param programNumber of a published MPEG-TS; 0 takes the first
     */
    public record Publish(
            PublishPolicy policy,
            Access access,
            Duration maxStall,
            boolean passthrough,
            int programNumber) {}

    /**
     * Readers.
     *
     * @param maxReaders on one process; 0 is no limit
     * @param grace how long they wait for a publisher that went away
     * @param ringBytes newest records held in memory
     */
    public record Read(Access access, int maxReaders, Duration grace, int ringBytes) {}

    /**
     * Who is let in by the path's own word.
     *
     * @param user plain, {@code sha256:} or {@code argon2:}; empty where the path says nothing
     * @param ips empty where peers may come from anywhere
     */
    public record Access(String user, Secret password, List<IpRange> ips) {
        public Access {
            ips = List.copyOf(ips);
        }

        /** Whether this path has a user of its own. */
        public boolean hasUser() {
            return !user.isEmpty() || password.isSet();
        }
    }

    /**
     * SRT.
     *
     * @param latency the least
     */
    public record Srt(Secret publishPassphrase, Secret readPassphrase, Duration latency) {}

    /**
     * Segments and their parts.
     *
     * @param alwaysRemux whether the path is followed also while nobody watches
     * @param keyRotation segments that are encrypted by the same key
     * @param renditions paths that are offered under this one's name; empty for its own content
     */
    public record Packaging(
            Duration segmentDuration,
            Duration partDuration,
            boolean alwaysRemux,
            HlsEncryption encryption,
            int keyRotation,
            List<PathName> renditions) {
        public Packaging {
            renditions = List.copyOf(renditions);
        }
    }

    /** How segments of HLS are encrypted (RFC 8216, section 4.3.2.4). */
    public enum HlsEncryption {
        NONE,
        AES_128,
        SAMPLE_AES
    }

    /**
     * The topic.
     *
     * @param retention a floor
     * @param linger of its records; empty: as all have it
     */
    public record Log(Duration retention, Optional<Duration> linger) {}

    /**
     * Where the stream is pulled from.
     *
     * @param addresses by priority; empty where peers publish it
     * @param silence how long one may bring nothing where there are several
     * @param fingerprint of the only certificate to trust; empty: as the system does
     */
    public record Source(
            List<SourceAddress> addresses,
            OnDemand onDemand,
            Duration startTimeout,
            Duration retry,
            Duration silence,
            Duration returnAfter,
            Transport transport,
            Optional<String> fingerprint) {
        public Source {
            addresses = List.copyOf(addresses);
        }

        /** The same, of one address. */
        public Source of(SourceAddress address) {
            return new Source(
                    List.of(address),
                    onDemand,
                    startTimeout,
                    retry,
                    silence,
                    returnAfter,
                    transport,
                    fingerprint);
        }

        /** Whether the stream is pulled. */
        public boolean isSet() {
            return !addresses.isEmpty();
        }
    }

    /**
     * Whether a source is pulled only while somebody reads.
     *
     * @param closeAfter how long it goes on after the last reader
     */
    public record OnDemand(boolean wanted, Duration closeAfter) {}

    /** What carries the packets of RTSP. */
    public enum Transport {
        AUTO,
        UDP,
        MULTICAST,
        TCP,
        HTTP,
        WEBSOCKET
    }

    /** What readers may take the path over. */
    public record Protocols(
            boolean hls,
            boolean dash,
            boolean rtsp,
            boolean rtmp,
            boolean srt,
            boolean mpegts,
            boolean flv) {}

    static PathSettings of(SettingValues values) {
        return new PathSettings(
                new Publish(
                        values.value(PathTable.PUBLISH_POLICY),
                        new Access(
                                values.value(PathTable.PUBLISH_USER),
                                values.value(PathTable.PUBLISH_PASSWORD),
                                values.value(PathTable.PUBLISH_IPS)),
                        values.value(PathTable.PUBLISH_MAX_STALL),
                        values.value(PathTable.PASSTHROUGH),
                        values.value(PathTable.PROGRAM_NUMBER)),
                new Read(
                        new Access(
                                values.value(PathTable.READ_USER),
                                values.value(PathTable.READ_PASSWORD),
                                values.value(PathTable.READ_IPS)),
                        values.value(PathTable.MAX_READERS),
                        values.value(PathTable.GRACE),
                        values.value(PathTable.RING_SIZE)),
                new Srt(
                        values.value(PathTable.SRT_PUBLISH_PASSPHRASE),
                        values.value(PathTable.SRT_READ_PASSPHRASE),
                        values.value(PathTable.SRT_LATENCY)),
                new Packaging(
                        values.value(PathTable.SEGMENT_DURATION),
                        values.value(PathTable.PART_DURATION),
                        values.value(PathTable.ALWAYS_REMUX),
                        values.value(PathTable.HLS_ENCRYPTION),
                        values.value(PathTable.HLS_KEY_ROTATION),
                        values.value(PathTable.RENDITIONS)),
                new Log(values.value(PathTable.RETENTION), values.value(PathTable.LINGER)),
                protocols(values),
                PushTable.of(values),
                source(values),
                HookTable.of(values, HookTable.OF_PATHS),
                values.value(PathTable.FALLBACK),
                values.value(PathTable.REDIRECT));
    }

    private static Source source(SettingValues values) {
        String fingerprint = values.value(PathTable.SOURCE_FINGERPRINT);
        return new Source(
                values.value(PathTable.SOURCE).addresses(),
                new OnDemand(
                        values.value(PathTable.SOURCE_ON_DEMAND),
                        values.value(PathTable.SOURCE_CLOSE_AFTER)),
                values.value(PathTable.SOURCE_START_TIMEOUT),
                values.value(PathTable.SOURCE_RETRY),
                values.value(PathTable.SOURCE_SILENCE),
                values.value(PathTable.SOURCE_RETURN_AFTER),
                values.value(PathTable.SOURCE_TRANSPORT),
                fingerprint.isEmpty() ? Optional.empty() : Optional.of(fingerprint));
    }

    private static Protocols protocols(SettingValues values) {
        return new Protocols(
                values.value(PathTable.HLS),
                values.value(PathTable.DASH),
                values.value(PathTable.RTSP),
                values.value(PathTable.RTMP),
                values.value(PathTable.SRT),
                values.value(PathTable.MPEGTS),
                values.value(PathTable.FLV));
    }
}
