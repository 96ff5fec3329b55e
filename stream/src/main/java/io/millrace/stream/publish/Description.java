package io.millrace.stream.publish;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.util.List;
import java.util.Optional;

/**
 * The tracks of a publication and the one that leads: the first video track, else the first audio
 * track, else the first. None while the publisher has not described them yet.
 */
record Description(List<Track> tracks) {
    Description {
        tracks = List.copyOf(tracks);
    }

    Optional<Track> track(int id) {
        for (Track track : tracks) {
            if (track.id() == id) {
                return Optional.of(track);
            }
        }
        return Optional.empty();
    }

    Track lead() {
        return first(MediaKind.VIDEO).or(() -> first(MediaKind.AUDIO)).orElseGet(tracks::getFirst);
    }

    private Optional<Track> first(MediaKind kind) {
        return tracks.stream().filter(track -> track.kind() == kind).findFirst();
    }

    boolean hasVideo() {
        return !tracks.isEmpty() && lead().kind() == MediaKind.VIDEO;
    }
}
