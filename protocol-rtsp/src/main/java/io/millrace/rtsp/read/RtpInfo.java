package io.millrace.rtsp.read;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the packets of a PLAY begin (RFC 2326, section 12.33).
 *
 * @param wallClock of the instant at which all tracks begin, where it is known
 */
public record RtpInfo(List<Start> tracks, Optional<Instant> wallClock) {
    public RtpInfo {
        tracks = List.copyOf(tracks);
    }

    /** Of media whose wall clock is not known. */
    public RtpInfo(List<Start> tracks) {
        this(tracks, Optional.empty());
    }

    /**
     * One track's begin.
     *
     * @param sequence of its first packet
     * @param rtpTimestamp of the instant at which all tracks begin, 32 bits
     */
    public record Start(int trackId, int sequence, long rtpTimestamp) {}

    /** The header; track URLs are the ones that the description's controls make. */
    public String toHeader(String base) {
        return tracks.stream()
                .map(start ->
                        "url=%s/trackID=%d;seq=%d;rtptime=%d"
                                .formatted(
                                        base,
                                        start.trackId(),
                                        start.sequence(),
                                        start.rtpTimestamp()))
                .collect(Collectors.joining(","));
    }
}
