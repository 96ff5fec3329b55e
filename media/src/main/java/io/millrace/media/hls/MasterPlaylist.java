package io.millrace.media.hls;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.cmaf.CodecName;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.codec.PictureInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The master playlist (RFC 8216, section 4.3.4) of a path with one variant. What it says of the
 * variant is measured on the segments that the media playlist lists.
 *
 * @param mediaPlaylist URI of the variant's media playlist
 * @param peakBitsPerSecond at least the bit rate of the largest segment, as MPEG-TS
 * @param averageBitsPerSecond at least the bit rate of all segments
 * @param framesPerThousandSeconds pictures, of the newest segment; 0 without video
 * @param pictureSize where it can be told
 * @param tracks what the newest segment begins with
 */
public record MasterPlaylist(
        String mediaPlaylist,
        long peakBitsPerSecond,
        long averageBitsPerSecond,
        long framesPerThousandSeconds,
        Optional<PictureSize> pictureSize,
        List<Track> tracks) {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int PACKET_BYTES = 188;
    private static final int PACKET_PAYLOAD_BYTES = 184;

    /** PES header with PTS and DTS, access unit delimiter, adaptation field or ADTS header. */
    private static final int UNIT_OVERHEAD_BYTES = 19 + 6 + 8 + 7;

    /** Tables and parameter sets before an entry point. */
    private static final int ENTRY_OVERHEAD_BYTES = 4 * PACKET_BYTES;

    /** Two packets of tables every 100 ms, one of the clock every 40 ms. */
    private static final int OVERHEAD_BYTES_A_SECOND = (2 * 10 + 25) * PACKET_BYTES;

    public MasterPlaylist {
        tracks = List.copyOf(tracks);
    }

    /** Describes {@code segments}, at least one. */
    public static MasterPlaylist of(String mediaPlaylist, List<Segment> segments) {
        Segment newest = segments.getLast();
        long peak = 0;
        long bytes = 0;
        long micros = 0;
        for (Segment segment : segments) {
            long segmentBytes = transportBytesAtMost(segment);
            bytes += segmentBytes;
            micros += segment.durationMicros();
            peak = Math.max(peak, bitsPerSecond(segmentBytes, segment.durationMicros()));
        }
        return new MasterPlaylist(
                mediaPlaylist,
                peak,
                bitsPerSecond(bytes, micros),
                framesPerThousandSeconds(newest),
                pictureSize(newest.start().tracks()),
                newest.start().tracks());
    }

    public String text() {
        StringBuilder text = new StringBuilder(256);
        text.append("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH=")
                .append(peakBitsPerSecond)
                .append(",AVERAGE-BANDWIDTH=")
                .append(averageBitsPerSecond)
                .append(codecs());
        pictureSize.ifPresent(size ->
                text.append(",RESOLUTION=").append(size.width()).append('x').append(size.height()));
        if (framesPerThousandSeconds > 0) {
            long rate = framesPerThousandSeconds;
            text.append(",FRAME-RATE=%d.%03d".formatted(rate / 1000, rate % 1000));
        }
        return text.append('\n').append(mediaPlaylist).append('\n').toString();
    }

    /** Data has no name (RFC 6381), and is not told of. */
    private String codecs() {
        List<String> names = new ArrayList<>();
        for (Track track : CarriedTracks.of(Container.HLS_TS, tracks).carried()) {
            CodecName.of(track.format())
                    .filter(name -> !names.contains(name))
                    .ifPresent(names::add);
        }
        return names.isEmpty() ? "" : ",CODECS=\"" + String.join(",", names) + '"';
    }

    static long transportBytesAtMost(Segment segment) {
        long seconds = Math.ceilDiv(segment.durationMicros(), MICROS_PER_SECOND);
        long bytes = ENTRY_OVERHEAD_BYTES + seconds * OVERHEAD_BYTES_A_SECOND;
        for (SegmentRun run : segment.runs()) {
            for (Unit unit : run.units()) {
                long content = (long) unit.sizeBytes() + UNIT_OVERHEAD_BYTES;
                bytes += Math.ceilDiv(content, PACKET_PAYLOAD_BYTES) * PACKET_BYTES;
                bytes +=
                        unit.randomAccess()
                                        && Segment.isOf(run.tracks(), unit.track(), MediaKind.VIDEO)
                                ? ENTRY_OVERHEAD_BYTES
                                : 0;
            }
        }
        return bytes;
    }

    private static long bitsPerSecond(long bytes, long micros) {
        return Math.ceilDiv(bytes * 8 * MICROS_PER_SECOND, micros);
    }

    private static long framesPerThousandSeconds(Segment segment) {
        long pictures = segment.units(MediaKind.VIDEO);
        long micros = segment.durationMicros();
        return (pictures * 1000 * MICROS_PER_SECOND + micros / 2) / micros;
    }

    private static Optional<PictureSize> pictureSize(List<Track> tracks) {
        for (Track track : tracks) {
            Optional<PictureInfo> picture = PictureInfo.of(track.format());
            if (picture.isPresent()) {
                return picture.map(info -> new PictureSize(info.width(), info.height()));
            }
        }
        return Optional.empty();
    }
}
