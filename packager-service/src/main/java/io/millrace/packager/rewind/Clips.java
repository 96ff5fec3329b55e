package io.millrace.packager.rewind;

import io.millrace.media.Track;
import io.millrace.media.cmaf.ClipFile;
import io.millrace.media.cmaf.TrackSegment;
import io.millrace.media.hls.CmafSegment;
import io.millrace.media.hls.Segment;
import io.millrace.stream.IllegalRangeException;
import io.millrace.stream.PathName;
import io.millrace.stream.RewindQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * Ranges of the past as one MP4 file each. The segments of the range are read twice: once for what
 * they measure, which is remembered, so that the file's length is known before it begins; then one
 * after the other as the client takes them. Thread-safe.
 */
public final class Clips {
    private final Rewind rewind;
    private final Executor executor;
    private final InstantSource clock;
    private final Duration longest;

    /**
     * Makes clips.
     *
     * @param executor whose threads may block
     * @param longest range that one clip may have
     */
    public Clips(Rewind rewind, Executor executor, InstantSource clock, Duration longest) {
        this.rewind = rewind;
        this.executor = executor;
        this.clock = clock;
        this.longest = longest;
    }

    /** A file that can be made, whole or in part. */
    public record Clip(PathName path, ClipFile file, List<PastSegment> segments) {
        /** The same bytes have the same tag, on any packager. */
        public String tag() {
            return "\"%s-%s-%x\""
                    .formatted(
                            segments.getFirst().name().fileName(),
                            segments.getLast().name().fileName(),
                            file.sizeBytes());
        }
    }

    /** What a segment measures in a file. */
    record Measured(ClipFile.Piece piece, List<Track> tracks, long startMicros) {}

    /** What has to be known of a range before its file begins. */
    public CompletionStage<PastAnswer<Clip>> plan(PathName path, String query) {
        CompletableFuture<PastAnswer<Clip>> plan = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                plan.complete(new PastAnswer.Found<>(planned(path, query)));
            } catch (IllegalRangeException e) {
                plan.complete(new PastAnswer.Refused<>(String.valueOf(e.getMessage())));
            } catch (MissingException e) {
                plan.complete(new PastAnswer.Missing<>(String.valueOf(e.getMessage())));
            } catch (BusyException e) {
                plan.complete(new PastAnswer.Busy<>(String.valueOf(e.getMessage())));
            }
        });
        return plan;
    }

    private Clip planned(PathName path, String query)
            throws IllegalRangeException, MissingException, BusyException {
        RewindQuery range = RewindQuery.parse(query, clock.instant());
        Instant start =
                range.start().orElseThrow(() -> new IllegalRangeException("a clip has a start"));
        Instant end =
                range.end()
                        .orElseThrow(
                                () -> new IllegalRangeException("a clip has a duration or an end"));
        if (Duration.between(start, end).compareTo(longest) > 0) {
            throw new IllegalRangeException(
                    "a clip has at most " + longest.toSeconds() + " seconds");
        }
        List<PastSegment> kept = new ArrayList<>();
        List<Measured> measured = new ArrayList<>();
        for (PastSegment segment : found(rewind.finished(path, range))) {
            Measured one = measured(path, segment);
            if (!one.tracks().isEmpty()) {
                kept.add(segment);
                measured.add(one);
            }
        }
        if (kept.isEmpty()) {
            throw new MissingException("nothing of this range can be put into an MP4 file");
        }
        return new Clip(path, file(kept, measured), kept);
    }

    private static ClipFile file(List<PastSegment> segments, List<Measured> measured)
            throws IllegalRangeException {
        Map<Integer, Set<Track>> tracks = new LinkedHashMap<>();
        for (int index = 0; index < measured.size(); index++) {
            for (Track track : measured.get(index).tracks()) {
                Set<Track> descriptions =
                        tracks.computeIfAbsent(track.id(), _ -> new LinkedHashSet<>());
                if (descriptions.stream().anyMatch(one -> !isLike(one, track))) {
                    throw new IllegalRangeException(
                            "the codec changes at %s; one file cannot hold that: end it there"
                                    .formatted(
                                            Instant.ofEpochMilli(
                                                    segments.get(index).beginMillis())));
                }
                descriptions.add(track);
            }
        }
        return new ClipFile(
                tracks.values().stream().map(List::copyOf).toList(),
                measured.getFirst().startMicros(),
                measured.stream().map(Measured::piece).toList());
    }

    private static boolean isLike(Track one, Track other) {
        return one.format().getClass().equals(other.format().getClass())
                && one.clockRate() == other.clockRate();
    }

    private Measured measured(PathName path, PastSegment segment)
            throws MissingException, IllegalRangeException, BusyException {
        SegmentIndex index = rewind.index(path);
        Optional<Measured> known = index.measured(segment.name());
        if (known.isPresent()) {
            return known.get();
        }
        List<TrackSegment> tracks = tracks(path, segment);
        Measured measured =
                tracks.isEmpty()
                        ? new Measured(new ClipFile.Piece(0, 0), List.of(), 0)
                        : new Measured(
                                ClipFile.piece(tracks),
                                tracks.stream().map(TrackSegment::track).toList(),
                                ClipFile.startMicros(tracks));
        index.measured(segment.name(), measured);
        return measured;
    }

    private List<TrackSegment> tracks(PathName path, PastSegment segment)
            throws MissingException, IllegalRangeException, BusyException {
        Segment read = found(rewind.read(path, segment));
        return CmafSegment.of(read, ClipFile.WHOLE_SEGMENT_MILLIS).tracks();
    }

    /** Bytes of one segment of a clip. */
    public CompletionStage<byte[]> segment(Clip clip, int index) {
        return rewind.read(clip.path(), clip.segments().get(index))
                .thenApply(answer -> {
                    if (!(answer instanceof PastAnswer.Found<Segment>(Segment segment))) {
                        throw new IllegalStateException("the log let the clip go: " + answer);
                    }
                    return clip.file()
                            .segment(
                                    index,
                                    CmafSegment.of(segment, ClipFile.WHOLE_SEGMENT_MILLIS)
                                            .tracks());
                });
    }

    /** Waits for an answer on this thread, which may block. */
    private static <T> T found(CompletionStage<PastAnswer<T>> stage)
            throws MissingException, IllegalRangeException, BusyException {
        PastAnswer<T> answer;
        try {
            answer = stage.toCompletableFuture().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new BusyException("the log was not read: " + e.getMessage());
        }
        return switch (answer) {
            case PastAnswer.Found<T>(T content) -> content;
            case PastAnswer.Missing<T>(String reason) -> throw new MissingException(reason);
            case PastAnswer.Refused<T>(String reason) -> throw new IllegalRangeException(reason);
            case PastAnswer.Busy<T>(String reason) -> throw new BusyException(reason);
        };
    }
}
