package io.millrace.packager;

import io.millrace.packager.rewind.Clips;
import io.millrace.packager.rewind.PastAnswer;
import io.millrace.stream.PathName;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Answers for clips: the length is known before, segments are made one by one as the client takes
 * them, of a range only those that it touches. Thread-safe.
 */
final class ClipReplies {
    private static final String TYPE = "video/mp4";
    private static final String CACHING = "public, max-age=60";

    private final Clips clips;

    ClipReplies(Clips clips) {
        this.clips = clips;
    }

    /** The answer to a GET of {@code clip.mp4}. */
    CompletionStage<Reply> answer(PathName path, String query, Optional<String> range) {
        return clips.plan(path, query)
                .thenApply(answer ->
                        switch (answer) {
                            case PastAnswer.Found<Clips.Clip>(Clips.Clip clip) ->
                                    found(clip, range);
                            case PastAnswer.Missing<Clips.Clip>(String reason) ->
                                    Reply.problem(404, reason, Map.of());
                            case PastAnswer.Refused<Clips.Clip>(String reason) ->
                                    Reply.problem(400, reason, Map.of());
                            case PastAnswer.Busy<Clips.Clip>(String reason) ->
                                    Reply.problem(503, reason, Map.of("Retry-After", "1"));
                        });
    }

    private Reply found(Clips.Clip clip, Optional<String> header) {
        byte[] head = clip.file().head();
        long size = clip.file().sizeBytes();
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept-Ranges", "bytes");
        headers.put("ETag", clip.tag());
        Optional<ByteRange> range = header.flatMap(ByteRange::parse);
        if (range.isEmpty()) {
            return reply(200, headers, content(clip, head, new Stretch(0, size - 1)));
        }
        Stretch part = Stretch.of(range.get(), size);
        if (part.first() > part.last()) {
            return Reply.problem(
                    416,
                    "the clip has " + size + " bytes",
                    Map.of("Content-Range", "bytes */" + size));
        }
        headers.put("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), size));
        return reply(206, headers, content(clip, head, part));
    }

    /** Bytes of a clip, which may be more than an int counts; both included. */
    private record Stretch(long first, long last) {
        /** What a header asks for; nothing where the last comes before the first. */
        static Stretch of(ByteRange asked, long size) {
            if (asked.first() < 0) {
                return new Stretch(Math.max(0, size - asked.last()), size - 1);
            }
            long last = asked.last() < 0 ? size - 1 : Math.min(asked.last(), size - 1);
            return new Stretch(asked.first(), last);
        }

        long sizeBytes() {
            return last - first + 1;
        }
    }

    private static Reply reply(int status, Map<String, String> headers, LongBody body) {
        return new Reply(
                status,
                Optional.of(TYPE),
                CACHING,
                headers,
                Unpooled.EMPTY_BUFFER,
                Optional.of(body),
                Optional.empty());
    }

    private LongBody content(Clips.Clip clip, byte[] head, Stretch range) {
        int pieces = clip.segments().size();
        long[] begins = new long[pieces + 1];
        begins[0] = head.length;
        for (int index = 0; index < pieces; index++) {
            begins[index + 1] = begins[index] + clip.file().pieces().get(index).sizeBytes();
        }
        int first = first(begins, range);
        int end = first;
        while (end < pieces && begins[end] <= range.last()) {
            end++;
        }
        return new LongBody(
                range.sizeBytes(),
                new PiecesStream(
                        cut(head, 0, range),
                        end - first,
                        nth -> {
                            int index = first + nth;
                            return clips.segment(clip, index)
                                    .thenApply(bytes -> cut(bytes, begins[index], range));
                        }));
    }

    /** Of the segments that begin there, the first that the range touches. */
    private static int first(long[] begins, Stretch range) {
        int first = 0;
        while (first + 1 < begins.length && begins[first + 1] <= range.first()) {
            first++;
        }
        return first;
    }

    /** What lies within the range of bytes that begin at {@code begin}. */
    private static byte[] cut(byte[] bytes, long begin, Stretch range) {
        int from = Math.clamp(range.first() - begin, 0, bytes.length);
        int to = Math.clamp(range.last() + 1 - begin, from, bytes.length);
        return from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
    }
}
