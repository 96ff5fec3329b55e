package io.millrace.ingest.source;

import io.millrace.ingest.source.HlsPlaylist.Part;
import io.millrace.ingest.source.HlsPlaylist.Resource;
import io.millrace.ingest.source.HlsPlaylist.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a reader of a playlist stands: says what to get next, each part or segment once and in
 * order. A recording is read from its beginning. A live one begins three segments before its end,
 * or, where it has parts, at an entry point about as far behind the end as it asks for. Whoever
 * falls behind the playlist goes on at its first segment. Not thread-safe.
 */
final class HlsCursor {
    private static final int LIVE_SEGMENTS = 3;

    private boolean begun;
    private long segment;
    private int part;

    /**
     * Something to get.
     *
     * @param number of the segment that it is, or is a part of
     */
    record Item(
            Resource resource,
            Optional<Resource> header,
            Optional<HlsPlaylist.Key> key,
            long number) {}

    /** What is new in the playlist. */
    List<Item> take(HlsPlaylist playlist) {
        long first = playlist.sequence();
        long end = first + playlist.segments().size();
        if (!begun || segment > end + LIVE_SEGMENTS) {
            begun = true;
            begin(playlist);
        }
        if (segment < first) {
            segment = first;
            part = 0;
        }
        List<Item> items = new ArrayList<>();
        while (segment < end && step(playlist.segments().get((int) (segment - first)), items)) {
            segment++;
            part = 0;
        }
        return items;
    }

    /** Whether the next segment is to be looked at. */
    private boolean step(Segment next, List<Item> items) {
        if (part == 0 && next.whole().isPresent()) {
            if (!next.gap()) {
                items.add(item(next.whole().get(), next));
            }
            return true;
        }
        for (; part < next.parts().size(); part++) {
            Part its = next.parts().get(part);
            if (!its.gap() && !next.gap()) {
                items.add(item(its.resource(), next));
            }
        }
        return next.whole().isPresent();
    }

    private Item item(Resource resource, Segment of) {
        return new Item(resource, of.header(), of.key(), segment);
    }

    private void begin(HlsPlaylist playlist) {
        part = 0;
        segment =
                playlist.ended()
                        ? playlist.sequence()
                        : playlist.sequence() + Math.max(0, playlist.complete() - LIVE_SEGMENTS);
        if (playlist.hasParts() && !playlist.ended()) {
            beginAtPart(playlist);
        }
    }

    /** At the newest entry point that is far enough behind the end, or else the oldest. */
    private void beginAtPart(HlsPlaylist playlist) {
        long behindMillis = 0;
        List<Segment> segments = playlist.segments();
        for (int index = segments.size() - 1; index >= 0; index--) {
            List<Part> parts = segments.get(index).parts();
            for (int number = parts.size() - 1; number >= 0; number--) {
                behindMillis += parts.get(number).durationMillis();
                if (parts.get(number).independent()) {
                    segment = playlist.sequence() + index;
                    part = number;
                    if (behindMillis >= playlist.lowLatency().holdBackMillis()) {
                        return;
                    }
                }
            }
        }
    }

    /**
     * The query that has a reload wait until there is more (rfc8216bis, 6.2.5.2); empty where the
     * server cannot.
     */
    Optional<String> reload(HlsPlaylist playlist) {
        if (!playlist.lowLatency().blocks() || playlist.segments().isEmpty()) {
            return Optional.empty();
        }
        String query = "_HLS_msn=" + segment;
        return Optional.of(playlist.hasParts() ? query + "&_HLS_part=" + part : query);
    }
}
