package io.millrace.stream.mpegts;

import io.millrace.media.Track;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.stream.PathName;
import java.util.List;
import java.util.Optional;

/** What readers of a transport stream get of a path's tracks. */
public final class TsTracks {
    private TsTracks() {}

    /** What to tell a reader of whose tracks a transport stream carries none; empty otherwise. */
    public static Optional<String> refusal(PathName path, List<Track> tracks) {
        CarriedTracks selection = CarriedTracks.of(Container.MPEG_TS, tracks);
        return isPassthrough(tracks) || !selection.carried().isEmpty()
                ? Optional.empty()
                : Optional.of(selection.refusal(path.value()));
    }

    /**
     * Whether a running reader can go on with {@code next}: all that it got is still there, in the
     * same codec. Further tracks and other parameters it learns from the stream itself.
     */
    public static boolean canFollow(List<Track> before, List<Track> next) {
        return isPassthrough(before)
                ? isPassthrough(next)
                : !isPassthrough(next)
                        && CarriedTracks.of(Container.MPEG_TS, before).carried().stream()
                                .allMatch(track -> isAmong(track, next));
    }

    private static boolean isAmong(Track track, List<Track> tracks) {
        return tracks.stream()
                .anyMatch(other ->
                        other.id() == track.id()
                                && other.format().codec().equals(track.format().codec()));
    }

    private static boolean isPassthrough(List<Track> tracks) {
        return tracks.stream().anyMatch(track -> track.format() instanceof TransportStreamFormat);
    }
}
