package io.millrace.media.hls;

import io.millrace.media.Language;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.cmaf.CodecName;
import io.millrace.media.codec.PictureInfo;
import io.millrace.media.hls.TrackMeasure.Bandwidth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The multivariant playlist of CMAF tracks (rfc8216bis, section 4.4.6), of one path or of several
 * that are one content: each video track a variant, the audio tracks of the first path renditions
 * of one group; without video, each audio track a variant. What it says is measured on the segments
 * that the media playlists list.
 */
public final class CmafMasterPlaylist {
    private static final String AUDIO_GROUP = "audio";

    private final List<Listed> videos = new ArrayList<>();
    private final List<Listed> audios = new ArrayList<>();

    /**
     * What a path gives.
     *
     * @param folder where its playlists are, from this one's own: empty, or with a slash at the end
     * @param complete its listed segments that have ended; at least one
     */
    public record Source(String folder, List<CmafSegment> complete) {
        public Source {
            complete = List.copyOf(complete);
        }
    }

    private record Listed(Track track, Source source) {
        String address() {
            return source.folder() + new CmafName.Playlist(track.id()).fileName();
        }

        TrackMeasure measured() {
            return TrackMeasure.of(source.complete(), track);
        }
    }

    /** Describes one path's segments that have ended; at least one. */
    public CmafMasterPlaylist(List<CmafSegment> complete) {
        this(new Source("", complete), List.of());
    }

    /**
     * Describes several paths.
     *
     * @param first whose audio is heard
     * @param others with video of the same content
     */
    public CmafMasterPlaylist(Source first, List<Source> others) {
        for (Track track : tracks(first)) {
            (track.kind() == MediaKind.VIDEO ? videos : audios).add(new Listed(track, first));
        }
        for (Source other : others) {
            for (Track track : tracks(other)) {
                if (track.kind() == MediaKind.VIDEO) {
                    videos.add(new Listed(track, other));
                }
            }
        }
    }

    private static List<Track> tracks(Source source) {
        return CmafSegment.played(source.complete());
    }

    public String text() {
        PlaylistText text = new PlaylistText(512).line("#EXT-X-VERSION:9");
        text.line("#EXT-X-INDEPENDENT-SEGMENTS");
        if (videos.isEmpty()) {
            audios.forEach(audio -> variant(text, audio, List.of()));
            return text.text();
        }
        Set<String> names = new HashSet<>();
        for (Listed audio : audios) {
            boolean first = names.isEmpty();
            rendition(text, audio, name(audio.track(), names), first);
        }
        videos.forEach(video -> variant(text, video, audios));
        return text.text();
    }

    /** For people, and another one for each rendition (4.4.6.1.1). */
    private static String name(Track track, Set<String> taken) {
        String name = track.language().map(Language::englishName).orElse("Audio " + track.id());
        String unique = taken.contains(name) ? name + " " + track.id() : name;
        taken.add(unique);
        return unique;
    }

    private static void rendition(PlaylistText text, Listed audio, String name, boolean isDefault) {
        text.line(
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"%s\",NAME=\"%s\"%s,DEFAULT=%s,AUTOSELECT=YES,URI=\"%s\""
                        .formatted(
                                AUDIO_GROUP,
                                name,
                                audio.track()
                                        .language()
                                        .map(language -> ",LANGUAGE=\"" + language.tag() + "\"")
                                        .orElse(""),
                                isDefault ? "YES" : "NO",
                                audio.address()));
    }

    private void variant(PlaylistText text, Listed listed, List<Listed> group) {
        Track track = listed.track();
        Bandwidth bandwidth = listed.measured().bandwidth();
        List<String> codecs = new ArrayList<>();
        CodecName.of(track.format()).ifPresent(codecs::add);
        Bandwidth loudest = new Bandwidth(0, 0);
        for (Listed audio : group) {
            Bandwidth one = audio.measured().bandwidth();
            loudest = one.peak() > loudest.peak() ? one : loudest;
            CodecName.of(audio.track().format())
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
            picture(line, listed);
        }
        if (!group.isEmpty()) {
            line.append(",AUDIO=\"").append(AUDIO_GROUP).append('"');
        }
        if (track.kind() == MediaKind.VIDEO && !mayHaveCaptions()) {
            line.append(",CLOSED-CAPTIONS=NONE");
        }
        text.line(line.toString()).line(listed.address());
    }

    /**
     * Captions of one variant are all variants' (4.4.6.2). Players that are not told that there are
     * none look for them in segments: Shaka Player also in one that has only parts so far.
     */
    private boolean mayHaveCaptions() {
        return videos.stream()
                .anyMatch(
                        video -> ClosedCaptions.mayBeIn(video.track(), video.source().complete()));
    }

    private void picture(StringBuilder line, Listed video) {
        Optional<PictureInfo> info = PictureInfo.of(video.track().format());
        info.ifPresent(size ->
                line.append(",RESOLUTION=").append(size.width()).append('x').append(size.height()));
        long rate = video.measured().picturesPerThousandSeconds();
        if (rate > 0) {
            line.append(",FRAME-RATE=%d.%03d".formatted(rate / 1000, rate % 1000));
        }
    }
}
