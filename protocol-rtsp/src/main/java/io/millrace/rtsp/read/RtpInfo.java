package io.millrace.rtsp.read;

import java.util.List;
import java.util.stream.Collectors;

/** Where the packets of a PLAY begin (RFC 2326, section 12.33). */
public record RtpInfo(List<Start> tracks) {
    public RtpInfo {
        tracks = List.copyOf(tracks);
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
