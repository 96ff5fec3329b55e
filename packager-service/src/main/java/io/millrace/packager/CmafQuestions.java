package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentName;
import java.util.Optional;

/** What requests for CMAF want to know of a path (rfc8216bis, section 6.2.5). */
final class CmafQuestions {
    /** Players may not ask for more than this many segments ahead (6.2.5.2). */
    private static final int MAX_SEGMENTS_AHEAD = 2;

    /** How far a player's reckoning may be off. */
    private static final long ROUNDING_MILLIS = 50;

    /**
     * What there is to write of a segment: all of its parts, or one.
     *
     * @param part -1 for all
     * @param partMillis what it was cut by; the bytes depend on it
     */
    record Piece(TrackSegment segment, SegmentName name, int part, int partMillis) {
        /** What the same bytes are called wherever they are asked for. */
        CmafName.Segment segmentName() {
            return new CmafName.Segment(name, segment.track().id());
        }
    }

    /**
     * A segment that is there, or is being made.
     *
     * @param isWhole whether it has ended
     */
    record Begun(SegmentName name, boolean isWhole) {}

    /** A playlist, at once or when it has what the player waits for. */
    Question<byte[]> playlist(int track, PlaylistQuery query) {
        return (view, now) -> {
            if (!view.isLive(now) || !view.cmaf().isPlayable()) {
                return Optional.empty();
            }
            CmafView cmaf = view.cmaf();
            if (query.segment() > cmaf.newestNumber() + MAX_SEGMENTS_AHEAD) {
                return Optional.of(
                        new Outcome.Refused<>(
                                "_HLS_msn is more than two segments ahead of "
                                        + cmaf.newestNumber()));
            }
            if (query.isBlocking() && !cmaf.has(query.segment(), track, query.part())) {
                return Optional.empty();
            }
            return Optional.of(
                    cmaf.playlist(track, query.skip())
                            .<Outcome<byte[]>>map(Outcome.Found::new)
                            .orElseGet(() -> new Outcome.NotFound<>("no such track")));
        };
    }

    /** What a rendition has to play now; empty if nothing. */
    Question<Optional<CmafView>> rendition() {
        return (view, now) ->
                view.isComplete()
                        ? Optional.of(
                                new Outcome.Found<>(
                                        Optional.of(view.cmaf())
                                                .filter(cmaf ->
                                                        view.isLive(now) && cmaf.isPlayable())))
                        : Optional.empty();
    }

    /** The track that a header is of: there as soon as the track is. */
    Question<Track> header(CmafName.Header name) {
        return (view, _) ->
                view.cmaf().isPlayable()
                        ? Optional.of(
                                view.cmaf()
                                        .header(name)
                                        .<Outcome<Track>>map(Outcome.Found::new)
                                        .orElseGet(() ->
                                                new Outcome.NotFound<>(
                                                        "no track has this header now")))
                        : Optional.empty();
    }

    Question<Piece> segment(CmafName.Segment name) {
        return (view, _) -> {
            Optional<CmafSegment> segment =
                    view.cmaf().find(name.segment()).filter(CmafSegment::isComplete);
            return segment.isPresent()
                    ? Optional.of(piece(view.cmaf(), segment.get(), name.track(), -1))
                    : ahead(view, name.segment());
        };
    }

    /** The manifest, once there is a complete segment. */
    Question<byte[]> manifest() {
        return (view, now) ->
                view.isLive(now)
                        ? view.cmaf().manifest().map(Outcome.Found::new)
                        : Optional.empty();
    }

    /**
     * The segment that begins at a time, give or take {@value #ROUNDING_MILLIS} ms: players reckon
     * where the next one begins. Ahead of the newest one the request is held.
     */
    Question<Begun> segment(CmafName.Timed name) {
        return (view, _) -> {
            boolean hasLater = false;
            for (CmafSegment segment : view.cmaf().kept().reversed()) {
                Optional<TrackSegment> cut = segment.track(name.track());
                if (cut.isEmpty()) {
                    continue;
                }
                long late = cut.get().presentationTicks() - name.ticks();
                long rounding = cut.get().track().clockRate() * ROUNDING_MILLIS / 1_000;
                if (late < -rounding) {
                    return hasLater ? notAny() : Optional.empty();
                }
                if (late <= rounding) {
                    return Optional.of(
                            new Outcome.Found<>(new Begun(segment.name(), segment.isComplete())));
                }
                hasLater = true;
            }
            return hasLater ? notAny() : Optional.empty();
        };
    }

    private static Optional<Outcome<Begun>> notAny() {
        return Optional.of(new Outcome.NotFound<>("no segment that is kept begins then"));
    }

    Question<Piece> part(CmafName.Part name) {
        return (view, _) -> {
            Optional<CmafSegment> segment = view.cmaf().find(name.segment());
            if (segment.isEmpty()) {
                return ahead(view, name.segment());
            }
            boolean there = name.index() < segment.get().parts(name.track());
            return there || segment.get().isComplete()
                    ? Optional.of(piece(view.cmaf(), segment.get(), name.track(), name.index()))
                    : Optional.empty();
        };
    }

    /** A part of a segment that grows; empty behind its last one. */
    Question<Optional<Piece>> partOrEnd(CmafName.Part name) {
        Question<Piece> part = part(name);
        return (view, now) -> {
            boolean ended =
                    view.cmaf()
                            .find(name.segment())
                            .filter(CmafSegment::isComplete)
                            .flatMap(segment -> segment.track(name.track()))
                            .filter(cut -> name.index() >= cut.parts().size())
                            .isPresent();
            return ended
                    ? Optional.of(new Outcome.Found<>(Optional.empty()))
                    : part.answer(view, now).map(outcome -> outcome.map(Optional::of));
        };
    }

    private static Outcome<Piece> piece(CmafView view, CmafSegment segment, int track, int part) {
        return segment.track(track)
                .filter(cut -> part < cut.parts().size())
                .<Outcome<Piece>>map(cut ->
                        new Outcome.Found<>(
                                new Piece(cut, segment.name(), part, view.partMillis())))
                .orElseGet(() -> new Outcome.NotFound<>("the segment has no such track or part"));
    }

    /** What there is to write of a segment that was read back from the log. */
    static Piece past(Segment segment, int track, int part, int partMillis)
            throws MalformedMediaException {
        CmafSegment cut = CmafSegment.of(segment, partMillis);
        TrackSegment found =
                cut.track(track)
                        .filter(one -> part < one.parts().size())
                        .orElseThrow(() ->
                                new MalformedMediaException(
                                        "the segment has no such track or part"));
        return new Piece(found, cut.name(), part, partMillis);
    }

    /** Waits for what may come, and says so of what has passed. */
    private static <T> Optional<Outcome<T>> ahead(PathView view, SegmentName name) {
        boolean passed =
                view.window()
                        .newest()
                        .filter(newest -> name.number() <= newest.number())
                        .isPresent();
        return passed
                ? Optional.of(new Outcome.NotFound<>("this segment is not kept any more"))
                : Optional.empty();
    }
}
