package io.millrace.rtsp;

import io.millrace.rtsp.message.PlayRange;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.Status;
import io.millrace.stream.PastRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a PLAY plays (RFC 2326, sections 10.5 and 12.29). Times of {@code npt=} begin where the URL
 * begins: with the entry point that {@code ?start=} has found, which is the oldest where the log
 * keeps no more. A URL of what is live has but {@code npt=now-} and {@code npt=0-}, which are the
 * same: players ask for the latter without knowing what they play.
 */
final class RangeChoice {
    /** Clocks of peers may be ahead of ours by this. */
    private static final Duration AHEAD = Duration.ofSeconds(10);

    private RangeChoice() {}

    /** Whether a session that plays has to begin anew for it; else it is a sign of life (10.5). */
    static boolean jumps(ReadPlan plan, PlayRange range) {
        boolean livePlays = plan.playing().past().isEmpty();
        return switch (range) {
            case PlayRange.Unnamed() -> false;
            case PlayRange.Now() -> !livePlays;
            case PlayRange.Elapsed elapsed ->
                    !(livePlays && elapsed.isWhole()) || plan.stream().past().isPresent();
            case PlayRange.Clock _ -> true;
        };
    }

    /**
     * The stream to play.
     *
     * @return fails with {@code RefusedException} where the log refuses
     * @throws RtspException with 457 for what cannot be had
     */
    static CompletionStage<ReadableStream> choose(ReadPlan plan, PlayRange range, Instant now)
            throws RtspException {
        ReadableStream stream = plan.stream();
        Optional<PastRange> past = stream.past();
        return switch (range) {
            case PlayRange.Unnamed() -> resumed(plan);
            case PlayRange.Now() ->
                    past.isEmpty()
                            ? CompletableFuture.completedFuture(stream)
                            : stream.since(now, Optional.empty());
            case PlayRange.Elapsed elapsed when elapsed.isWhole() ->
                    CompletableFuture.completedFuture(stream);
            case PlayRange.Elapsed elapsed ->
                    since(
                            stream,
                            elapsed,
                            past.orElseThrow(() ->
                                    refused(
                                            "what is live is npt=now-; its past is clock=…- or of"
                                                    + " a URL with ?start=")),
                            now);
            case PlayRange.Clock(Instant start, Optional<Instant> end) -> {
                if (plan.group().isPresent()) {
                    throw refused("a group has what is live");
                }
                yield since(stream, start, end, now);
            }
        };
    }

    private static CompletionStage<ReadableStream> resumed(ReadPlan plan) {
        ReadableStream paused = plan.playing();
        return plan.pausedAt()
                .map(at -> paused.since(at, paused.past().flatMap(PastRange::end)))
                .orElseGet(() -> CompletableFuture.completedFuture(paused));
    }

    private static CompletionStage<ReadableStream> since(
            ReadableStream stream, PlayRange.Elapsed elapsed, PastRange past, Instant now)
            throws RtspException {
        Instant start = past.begin().plus(elapsed.start());
        Optional<Instant> last = past.end();
        if (last.isPresent() && !start.isBefore(last.get())) {
            throw refused("the URL's range is over by then");
        }
        Optional<Instant> end =
                elapsed.end()
                        .map(past.begin()::plus)
                        .filter(asked -> last.isEmpty() || asked.isBefore(last.get()))
                        .or(() -> last);
        return since(stream, start, end, now);
    }

    private static CompletionStage<ReadableStream> since(
            ReadableStream stream, Instant start, Optional<Instant> end, Instant now)
            throws RtspException {
        if (start.isAfter(now.plus(AHEAD))) {
            throw refused("that has not happened yet");
        }
        return stream.since(start, end);
    }

    /**
     * The answer's Range, in the unit that was asked for.
     *
     * @param wallClock of the first packets, where it is known
     */
    static String header(ReadPlan plan, PlayRange asked, Optional<Instant> wallClock) {
        Optional<PastRange> playing = plan.playing().past();
        if (playing.isEmpty()) {
            return "npt=now-";
        }
        PastRange range = playing.get();
        Optional<PastRange> whole = plan.stream().past();
        boolean inNpt =
                switch (asked) {
                    case PlayRange.Now(), PlayRange.Elapsed _ -> true;
                    case PlayRange.Unnamed(), PlayRange.Clock _ -> false;
                };
        if (inNpt && whole.isPresent()) {
            Instant zero = whole.get().begin();
            return PlayRange.after(
                    Duration.between(zero, range.begin()),
                    range.end().map(end -> Duration.between(zero, end)));
        }
        return PlayRange.from(wallClock.orElse(range.begin()), range.end());
    }

    private static RtspException refused(String why) {
        return RtspException.of(Status.INVALID_RANGE, why);
    }
}
