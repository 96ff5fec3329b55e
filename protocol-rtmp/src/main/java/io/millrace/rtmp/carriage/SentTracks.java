package io.millrace.rtmp.carriage;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.flv.FlvNumberedTrack;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The tracks that a reader gets, each with its number.
 *
 * @param carried which they are, and what is left out
 */
public record SentTracks(CarriedTracks carried, List<FlvNumberedTrack> numbered) {
    public SentTracks {
        numbered = List.copyOf(numbered);
    }

    /**
     * Chooses them.
     *
     * @param multitrack whether the reader takes several of a kind; else it gets the first
     * @param exactTimes whether it takes nanosecond offsets
     */
    public static SentTracks of(List<Track> tracks, boolean multitrack, boolean exactTimes) {
        CarriedTracks all =
                multitrack ? CarriedTracks.of(Container.FLV, tracks) : MediaChunks.carried(tracks);
        Map<MediaKind, Integer> next = new EnumMap<>(MediaKind.class);
        List<FlvNumberedTrack> numbered = new ArrayList<>();
        List<Track> leftOut = new ArrayList<>(all.leftOut());
        for (Track track : all.carried()) {
            int number = next.getOrDefault(track.kind(), 0);
            boolean fits = number == 0 || FlvNumberedTrack.canBeNumbered(track.format());
            if (fits && number < FlvNumberedTrack.MOST) {
                numbered.add(new FlvNumberedTrack(track, number, exactTimes));
                next.put(track.kind(), number + 1);
            } else {
                leftOut.add(track);
            }
        }
        List<Track> carried = numbered.stream().map(FlvNumberedTrack::track).toList();
        return new SentTracks(new CarriedTracks(Container.FLV, carried, leftOut), numbered);
    }
}
