package io.millrace.media.dash;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.hls.CmafSegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A stretch without a change of decoding (5.3.2), with all tracks of all renditions. */
final class Period {
    private final long discontinuity;
    private final long startMicros;
    private final List<PeriodTrack> videos = new ArrayList<>();
    private final List<PeriodTrack> audios = new ArrayList<>();

    /** Begins a Period without tracks. */
    Period(long discontinuity, long startMicros) {
        this.discontinuity = discontinuity;
        this.startMicros = startMicros;
    }

    /**
     * Adds the tracks of a path that has segments here.
     *
     * @param withAudio audio is taken from one path only
     */
    void add(Rendition rendition, List<CmafSegment> here, long nominalMicros, boolean withAudio) {
        if (here.isEmpty()) {
            return;
        }
        for (Track track : CmafSegment.carried(here.getLast().start().tracks())) {
            boolean isVideo = track.kind() == MediaKind.VIDEO;
            PeriodTrack added = new PeriodTrack(rendition, track, here, nominalMicros);
            if (!added.times().isEmpty() && (isVideo || withAudio)) {
                (isVideo ? videos : audios).add(added);
            }
        }
    }

    /** The track that times are measured by: the first video, else the first audio. */
    Optional<PeriodTrack> main() {
        return Stream.concat(videos.stream(), audios.stream()).findFirst();
    }

    List<PeriodTrack> tracks() {
        List<PeriodTrack> all = new ArrayList<>(videos);
        all.addAll(audios);
        return all;
    }

    void write(XmlText xml, int partMillis) {
        xml.begin("Period")
                .attribute("id", discontinuity)
                .attribute("start", DashTime.duration(startMicros));
        int id = 0;
        for (List<PeriodTrack> ladder : ladders()) {
            adaptationSet(xml, id, ladder, partMillis, id == 0);
            id++;
        }
        boolean first = true;
        for (PeriodTrack audio : audios) {
            adaptationSet(xml, id, List.of(audio), partMillis, first);
            first = false;
            id++;
        }
        xml.end();
    }

    /** Videos that a player may switch between: the same track of each path, of one codec. */
    private List<List<PeriodTrack>> ladders() {
        Map<String, List<PeriodTrack>> ladders = new LinkedHashMap<>();
        for (PeriodTrack video : videos) {
            String key = video.track().id() + video.codecFamily();
            ladders.computeIfAbsent(key, _ -> new ArrayList<>()).add(video);
        }
        return List.copyOf(ladders.values());
    }

    private void adaptationSet(
            XmlText xml, int id, List<PeriodTrack> tracks, int partMillis, boolean isMain) {
        TrackText.beginSet(xml, id, tracks.getFirst().track(), isMain);
        tracks.forEach(track -> track.write(xml, startMicros, partMillis));
        xml.end();
    }
}
