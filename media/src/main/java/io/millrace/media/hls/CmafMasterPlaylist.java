package io.millrace.media.hls;

import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.codec.PictureInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The multivariant playlist of a path's CMAF tracks (rfc8216bis, section 4.4.6): each video track a
 * variant, the audio tracks renditions of one group; without video, each audio track a variant.
 * What it says is measured on the segments that the media playlists list.
 */
public final class CmafMasterPlaylist {
    private static final String AUDIO_GROUP = "audio";
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** Headers of a fragment, and of each sample in it, at most. */
    private static final int PART_OVERHEAD_BYTES = 128;

    private static final int SAMPLE_OVERHEAD_BYTES = 16;

    private final List<CmafSegment> complete;
    private final List<Track> videos = new ArrayList<>();
    private final List<Track> audios = new ArrayList<>();

    /** How much a track, or several, take. */
    private record Bandwidth(long peak, long average) {
        Bandwidth plus(Bandwidth other) {
            return new Bandwidth(peak + other.peak, average + other.average);
        }
    }

    /**
     * Describes segments.
     *
     * @param complete the listed segments that have ended; at least one
     */
    public CmafMasterPlaylist(List<CmafSegment> complete) {
        this.complete = List.copyOf(complete);
        for (Track track : CmafSegment.played(complete)) {
            (track.kind() == MediaKind.VIDEO ? videos : audios).add(track);
        }
    }

    public String text() {
        PlaylistText text = new PlaylistText(512).line("#EXT-X-VERSION:9");
        text.line("#EXT-X-INDEPENDENT-SEGMENTS");
        if (videos.isEmpty()) {
            audios.forEach(audio -> variant(text, audio, List.of()));
            return text.text();
        }
        boolean first = true;
        for (Track audio : audios) {
            rendition(text, audio, first);
            first = false;
        }
        videos.forEach(video -> variant(text, video, audios));
        return text.text();
    }

    private static void rendition(PlaylistText text, Track audio, boolean isDefault) {
        text.line(
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"%s\",NAME=\"Audio %d\",DEFAULT=%s,AUTOSELECT=YES,URI=\"%s\""
                        .formatted(
                                AUDIO_GROUP,
                                audio.id(),
                                isDefault ? "YES" : "NO",
                                new CmafName.Playlist(audio.id()).fileName()));
    }

    private void variant(PlaylistText text, Track track, List<Track> group) {
        Bandwidth bandwidth = bandwidth(track);
        List<String> codecs = new ArrayList<>();
        CodecName.of(track.format()).ifPresent(codecs::add);
        Bandwidth loudest = new Bandwidth(0, 0);
        for (Track audio : group) {
            Bandwidth one = bandwidth(audio);
            loudest = one.peak() > loudest.peak() ? one : loudest;
            CodecName.of(audio.format())
                    .filter(name -> !codecs.contains(name))
                    .ifPresent(codecs::add);
        }
        Bandwidth both = bandwidth.plus(loudest);
        StringBuilder line = new StringBuilder(256);
        line.append("#EXT-X-STREAM-INF:BANDWIDTH=")
                .append(both.peak())
                .append(",AVERAGE-BANDWIDTH=")
                .append(both.average())
                .append(",CODECS=\"")
                .append(String.join(",", codecs))
                .append('"');
        if (track.kind() == MediaKind.VIDEO) {
            picture(line, track);
        }
        if (!group.isEmpty()) {
            line.append(",AUDIO=\"").append(AUDIO_GROUP).append('"');
        }
        text.line(line.toString()).line(new CmafName.Playlist(track.id()).fileName());
    }

    private void picture(StringBuilder line, Track video) {
        Optional<PictureInfo> info = PictureInfo.of(video.format());
        info.ifPresent(size ->
                line.append(",RESOLUTION=").append(size.width()).append('x').append(size.height()));
        long rate = picturesPerThousandSeconds(video);
        if (rate > 0) {
            line.append(",FRAME-RATE=%d.%03d".formatted(rate / 1000, rate % 1000));
        }
    }

    private long picturesPerThousandSeconds(Track video) {
        Optional<TrackSegment> newest = complete.getLast().track(video.id());
        long micros = newest.map(this::micros).orElse(0L);
        long pictures = newest.map(TrackSegment::size).orElse(0);
        return micros == 0 ? 0 : (pictures * 1000 * MICROS_PER_SECOND + micros / 2) / micros;
    }

    private long micros(TrackSegment segment) {
        return Ticks.toMicros(segment.durationTicks(), segment.track().clockRate());
    }

    private Bandwidth bandwidth(Track track) {
        long peak = 0;
        long allBytes = 0;
        long allMicros = 0;
        for (CmafSegment segment : complete) {
            Optional<TrackSegment> cut = segment.track(track.id());
            long micros = cut.map(this::micros).orElse(0L);
            if (micros > 0) {
                long bytes = bytes(cut.orElseThrow());
                peak = Math.max(peak, bitsPerSecond(bytes, micros));
                allBytes += bytes;
                allMicros += micros;
            }
        }
        return new Bandwidth(peak, allMicros == 0 ? 0 : bitsPerSecond(allBytes, allMicros));
    }

    private static long bytes(TrackSegment segment) {
        long bytes = (long) PART_OVERHEAD_BYTES * segment.parts().size();
        for (Unit unit : segment.units()) {
            bytes += unit.sizeBytes() + SAMPLE_OVERHEAD_BYTES;
        }
        return bytes;
    }

    private static long bitsPerSecond(long bytes, long micros) {
        return Math.ceilDiv(bytes * 8 * MICROS_PER_SECOND, micros);
    }
}
