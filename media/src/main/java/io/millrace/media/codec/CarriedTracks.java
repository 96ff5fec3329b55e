package io.millrace.media.codec;

import io.millrace.media.Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.TransportStreamFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tracks of a stream a container carries to its readers, and what to say of those that it
 * does not: one warning if others are left, a refusal if none is.
 *
 * @param carried in their order
 * @param leftOut likewise; hidden tracks are not among them
 */
public record CarriedTracks(Container container, List<Track> carried, List<Track> leftOut) {
    public CarriedTracks {
        carried = List.copyOf(carried);
        leftOut = List.copyOf(leftOut);
    }

    /** All tracks that the container can carry. */
    public static CarriedTracks of(Container container, List<Track> tracks) {
        return select(container, tracks, false);
    }

    /** Of each kind the first that the container can carry. */
    public static CarriedTracks oneOfEachKind(Container container, List<Track> tracks) {
        return select(container, tracks, true);
    }

    private static CarriedTracks select(Container container, List<Track> tracks, boolean oneEach) {
        Set<MediaKind> seen = EnumSet.noneOf(MediaKind.class);
        List<Track> carried = new ArrayList<>();
        List<Track> leftOut = new ArrayList<>();
        for (Track track : tracks) {
            boolean fits = container.canCarry(track.format());
            if (fits && (seen.add(track.kind()) || !oneEach)) {
                carried.add(track);
            } else if (!isHidden(track)) {
                leftOut.add(track);
            }
        }
        return new CarriedTracks(container, carried, leftOut);
    }

    private static boolean isHidden(Track track) {
        return track.format() instanceof TransportStreamFormat;
    }

    /** What to warn of; empty if nothing is left out. */
    public Optional<String> warning(String path) {
        if (leftOut.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                leftOut.stream()
                        .map(this::reason)
                        .collect(Collectors.joining("; ", "path '" + path + "': ", "")));
    }

    private String reason(Track track) {
        String what = "track %d (%s) is left out: ".formatted(track.id(), track.format().codec());
        if (container.canCarry(track.format())) {
            return what + container.protocol() + " carries one track of a kind";
        }
        return what
                + "%s cannot carry it; %s can"
                        .formatted(container.protocol(), carriers(track.format()));
    }

    private static String carriers(Format format) {
        String names =
                Arrays.stream(Container.values())
                        .filter(other -> other.canCarry(format))
                        .map(Container::protocol)
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "no protocol here" : names;
    }

    /** What to tell the peer if nothing is carried. */
    public String refusal(String path) {
        return "path '%s' has no track that %s can carry (%s); it takes %s"
                .formatted(
                        path,
                        container.protocol(),
                        leftOut.stream()
                                .map(track -> track.format().codec())
                                .collect(Collectors.joining(", ")),
                        String.join(", ", container.codecs()));
    }
}
