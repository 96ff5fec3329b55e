package io.millrace.ingest.source;

import io.millrace.media.MalformedMediaException;
import java.util.List;
import java.util.Optional;

/**
 * A playlist of HLS (RFC 8216, section 4; parts as in rfc8216bis), what a reader of its segments
 * needs of it.
 *
 * @param variants of a master playlist; a media playlist has none
 * @param sequence number of the first segment (4.3.3.2)
 * @param segments all complete but the last, which may be growing
 * @param ended whether no segment will be added (4.3.3.4)
 * @param obstacle why its segments cannot be read here; empty where they can
 */
record HlsPlaylist(
        List<Variant> variants,
        long sequence,
        long targetMillis,
        List<Segment> segments,
        boolean ended,
        LowLatency lowLatency,
        Optional<String> obstacle) {
    /**
     * One rendition.
     *
     * @param audio address of the playlist that has its sound; empty where that is in its segments
     */
    record Variant(String uri, long bandwidth, Optional<String> audio) {}

    /** Bytes of a file. */
    record Range(long offset, int length) {}

    /**
     * A file, or a part of one.
     *
     * @param range empty: all of it
     */
    record Resource(String uri, Optional<Range> range) {
        /** A whole file. */
        Resource(String uri) {
            this(uri, Optional.empty());
        }
    }

    /**
     * A part of a segment (rfc8216bis, 4.4.4.9).
     *
     * @param independent whether it begins with an entry point
     * @param gap whether there is nothing to get
     */
    record Part(Resource resource, long durationMillis, boolean independent, boolean gap) {}

    /**
     * One segment.
     *
     * @param whole empty while it grows
     * @param parts as many as are told; none of old and of encrypted ones
     * @param gap whether there is nothing to get
     */
    record Segment(
            Optional<Resource> whole,
            long durationMillis,
            Optional<Resource> header,
            Optional<Key> key,
            List<Part> parts,
            boolean gap) {
        Segment {
            parts = List.copyOf(parts);
        }

        /** Of a transport stream that is not encrypted. */
        Segment(String uri, long durationMillis) {
            this(
                    Optional.of(new Resource(uri)),
                    durationMillis,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    false);
        }
    }

    /**
     * How whole segments are encrypted: AES-128 (4.3.2.4).
     *
     * @param iv 32 hexadecimal digits; empty: the segment's number
     */
    record Key(String uri, Optional<String> iv) {}

    /**
     * What is told of low latency (rfc8216bis, 4.4.3.7, 4.4.3.8, 4.4.5.3).
     *
     * @param blocks whether a reload may wait for what comes next
     * @param partMillis longest duration of a part; 0 where there are none
     * @param holdBackMillis how far behind the end reading should begin
     * @param hint the part that comes next, which may be asked for already
     */
    record LowLatency(
            boolean blocks, long partMillis, long holdBackMillis, Optional<Resource> hint) {}

    HlsPlaylist {
        variants = List.copyOf(variants);
        segments = List.copyOf(segments);
    }

    static HlsPlaylist parse(String text) throws MalformedMediaException {
        return HlsPlaylistParser.parse(text);
    }

    /** The variant with the most bits. */
    Optional<Variant> best() {
        return variants.stream()
                .reduce((one, other) -> other.bandwidth() > one.bandwidth() ? other : one);
    }

    /** How many segments are complete. */
    int complete() {
        boolean growing = !segments.isEmpty() && segments.getLast().whole().isEmpty();
        return segments.size() - (growing ? 1 : 0);
    }

    boolean hasParts() {
        return lowLatency.partMillis() > 0
                && segments.stream().anyMatch(segment -> !segment.parts().isEmpty());
    }
}
