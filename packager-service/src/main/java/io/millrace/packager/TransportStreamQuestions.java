package io.millrace.packager;

import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentName;
import java.util.Optional;
import java.util.function.Function;

/** What requests for HLS of MPEG-TS want to know of a path. */
final class TransportStreamQuestions {
    private TransportStreamQuestions() {}

    /** A playlist, once there is a complete segment. */
    static Question<byte[]> playlist(Function<PathView.Playlists, byte[]> which) {
        return (view, now) ->
                view.isLive(now)
                        ? view.playlists().map(which).map(Outcome.Found::new)
                        : Optional.empty();
    }

    static Question<Segment> segment(SegmentName name) {
        return (view, _) -> {
            Optional<Segment> segment = view.window().find(name);
            if (segment.isPresent() && !segment.get().isGap()) {
                return Optional.of(new Outcome.Found<>(segment.get()));
            }
            boolean passed =
                    view.window()
                            .newest()
                            .filter(newest -> name.number() <= newest.number())
                            .isPresent();
            return passed
                    ? Optional.of(new Outcome.NotFound<>("this segment is not kept any more"))
                    : Optional.empty();
        };
    }
}
