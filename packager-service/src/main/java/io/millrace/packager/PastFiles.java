package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.hls.CmafName;
import io.millrace.media.hls.Segment;
import io.millrace.media.hls.SegmentName;
import io.millrace.packager.rewind.PastAnswer;
import io.millrace.packager.rewind.PastSegment;
import io.millrace.packager.rewind.Rewind;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * Playlists and files of the past, made of the log where nothing live has them. A file has the
 * bytes that it had when it was live, and is made once for all who ask for it at a time.
 * Thread-safe.
 */
final class PastFiles {
    private final Rewind rewind;
    private final RenderedSegments rendered;
    private final SegmentRenderer renderer;
    private final Encryption encryption;

    PastFiles(
            Rewind rewind,
            RenderedSegments rendered,
            SegmentRenderer renderer,
            Encryption encryption) {
        this.encryption = encryption;
        this.rewind = rewind;
        this.rendered = rendered;
        this.renderer = renderer;
    }

    /** A segment or a part of one track. */
    record Wanted(SegmentName segment, int track, int part, String fileName) {
        /** What tells its bytes from those of other settings of the path. */
        String madeOf(int partMillis, String protection) {
            return "%s in parts of %d, %s".formatted(fileName, partMillis, protection);
        }
    }

    CompletionStage<Outcome<byte[]>> masterPlaylist(PathName path, String query) {
        return rewind.masterPlaylist(path, query).thenApply(PastFiles::outcome);
    }

    CompletionStage<Outcome<byte[]>> trackPlaylist(
            PathName path, int track, String query, boolean skip) {
        return rewind.trackPlaylist(path, track, query, skip).thenApply(PastFiles::outcome);
    }

    CompletionStage<Outcome<byte[]>> manifest(PathName path, String query) {
        return rewind.manifest(path, query, Target.fromFolderOf(path, Target.CLOCK))
                .thenApply(PastFiles::outcome);
    }

    /** The track that a header is of. */
    CompletionStage<Outcome<Track>> header(PathName path, CmafName.Header name) {
        return rewind.header(path, name).thenApply(PastFiles::outcome);
    }

    /** Bytes of a track's segment or part; the caller owns the buffer. */
    CompletionStage<Outcome<ByteBuf>> cmaf(PathName path, Wanted wanted, int partMillis) {
        return file(
                path,
                wanted.segment(),
                wanted.madeOf(partMillis, encryption.mark(path)),
                segment ->
                        renderer.cmaf(
                                CmafQuestions.past(
                                        segment, wanted.track(), wanted.part(), partMillis),
                                encryption.ofSamples(path)));
    }

    /** Bytes of a segment as MPEG-TS; the caller owns the buffer. */
    CompletionStage<Outcome<ByteBuf>> transportStream(PathName path, SegmentName name) {
        return file(path, name, name.fileName(), renderer::transportStream);
    }

    /** Makes a file of a segment. */
    @FunctionalInterface
    private interface Writer {
        ByteBuf write(Segment segment) throws MalformedMediaException;
    }

    private CompletionStage<Outcome<ByteBuf>> file(
            PathName path, SegmentName name, String fileName, Writer writer) {
        return rewind.find(path, name)
                .thenCompose(answer ->
                        switch (answer) {
                            case PastAnswer.Found<PastSegment>(PastSegment found) ->
                                    bytes(path, found, fileName, writer);
                            case PastAnswer.Missing<PastSegment> _,
                                    PastAnswer.Refused<PastSegment> _,
                                    PastAnswer.Busy<PastSegment> _ ->
                                    CompletableFuture.completedFuture(
                                            PastFiles.<PastSegment, ByteBuf>without(answer));
                        });
    }

    private CompletionStage<Outcome<ByteBuf>> bytes(
            PathName path, PastSegment found, String fileName, Writer writer) {
        return rendered.bytesOf(
                        path,
                        fileName,
                        () ->
                                encryption.sealed(
                                        path,
                                        found.name().number(),
                                        writer.write(segment(path, found))))
                .<Outcome<ByteBuf>>thenApply(Outcome.Found::new)
                .exceptionally(failure ->
                        new Outcome.NotFound<>(
                                Optional.ofNullable(failure.getMessage())
                                        .orElse("this segment cannot be written")));
    }

    /** Blocks: for the thread that renders. */
    private Segment segment(PathName path, PastSegment found) throws MalformedMediaException {
        PastAnswer<Segment> answer;
        try {
            answer = rewind.read(path, found).toCompletableFuture().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new MalformedMediaException("the log was not read: " + e.getMessage());
        }
        return switch (answer) {
            case PastAnswer.Found<Segment>(Segment segment) when !segment.isGap() -> segment;
            case PastAnswer.Found<Segment> _ ->
                    throw new MalformedMediaException("this segment is too big to be kept");
            case PastAnswer.Missing<Segment>(String reason) ->
                    throw new MalformedMediaException(reason);
            case PastAnswer.Refused<Segment>(String reason) ->
                    throw new MalformedMediaException(reason);
            case PastAnswer.Busy<Segment>(String reason) ->
                    throw new MalformedMediaException(reason);
        };
    }

    private static <T> Outcome<T> outcome(PastAnswer<T> answer) {
        return answer instanceof PastAnswer.Found<T>(T content)
                ? new Outcome.Found<>(content)
                : without(answer);
    }

    private static <T, R> Outcome<R> without(PastAnswer<T> answer) {
        return switch (answer) {
            case PastAnswer.Missing<T>(String reason) -> new Outcome.NotFound<>(reason);
            case PastAnswer.Refused<T>(String reason) -> new Outcome.Refused<>(reason);
            case PastAnswer.Busy<T>(String reason) -> new Outcome.Unavailable<>(reason);
            case PastAnswer.Found<T> _ -> throw new IllegalArgumentException("it was found");
        };
    }
}
