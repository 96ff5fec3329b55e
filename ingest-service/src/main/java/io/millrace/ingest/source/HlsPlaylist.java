package io.millrace.ingest.source;

import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A playlist of HLS (RFC 8216, section 4), what a reader of its segments needs of it.
 *
 * @param variants of a master playlist; a media playlist has none
 * @param sequence number of the first segment (4.3.3.2)
 * @param ended whether no segment will be added (4.3.3.4)
 * @param obstacle why its segments cannot be read here; empty where they can
 */
record HlsPlaylist(
        List<Variant> variants,
        long sequence,
        long targetMillis,
        List<Segment> segments,
        boolean ended,
        Optional<String> obstacle) {
    private static final int MAX_LINES = 100_000;
    private static final long MAX_MILLIS = 3_600_000;
    private static final Pattern BANDWIDTH = Pattern.compile("(?:^|[:,])BANDWIDTH=([0-9]{1,12})");
    private static final Pattern DURATION =
            Pattern.compile("#EXTINF:([0-9]{1,6}(?:\\.[0-9]{1,9})?).*");
    private static final Pattern IV = Pattern.compile("[:,]IV=0[xX]([0-9A-Fa-f]{32})");
    private static final Pattern NUMBER = Pattern.compile("[^:]*:([0-9]{1,18})\\s*");

    /**
     * One rendition.
     *
     * @param audio address of the playlist that has its sound; empty where that is in its segments
     */
    record Variant(String uri, long bandwidth, Optional<String> audio) {}

    /** One file. */
    record Segment(String uri, long durationMillis, Optional<String> header, Optional<Key> key) {
        /** Of a transport stream that is not encrypted. */
        Segment(String uri, long durationMillis) {
            this(uri, durationMillis, Optional.empty(), Optional.empty());
        }
    }

    /**
     * How whole segments are encrypted: AES-128 (4.3.2.4).
     *
     * @param iv 32 hexadecimal digits; empty: the segment's number
     */
    record Key(String uri, Optional<String> iv) {}

    HlsPlaylist {
        variants = List.copyOf(variants);
        segments = List.copyOf(segments);
    }

    static HlsPlaylist parse(String text) throws MalformedMediaException {
        Parser parser = new Parser();
        String[] lines = text.split("\r?\n", -1);
        if (lines.length > MAX_LINES || !lines[0].strip().equals("#EXTM3U")) {
            throw new MalformedMediaException("no HLS playlist: it begins otherwise (4.3.1.1)");
        }
        for (String line : lines) {
            parser.line(line.strip());
        }
        return parser.playlist();
    }

    /** The variant with the most bits. */
    Optional<Variant> best() {
        return variants.stream()
                .reduce((one, other) -> other.bandwidth() > one.bandwidth() ? other : one);
    }

    private static final class Parser {
        private final List<Variant> variants = new ArrayList<>();
        private final List<Segment> segments = new ArrayList<>();
        private long sequence;
        private long targetMillis = 2_000;
        private long durationMillis;
        private final Map<String, String> audios = new HashMap<>();
        private Optional<Long> bandwidth = Optional.empty();
        private Optional<String> audioGroup = Optional.empty();
        private Optional<String> header = Optional.empty();
        private Optional<Key> key = Optional.empty();
        private boolean ended;
        private Optional<String> obstacle = Optional.empty();

        void line(String line) throws MalformedMediaException {
            if (line.startsWith("#EXT-X-STREAM-INF:")) {
                Matcher matcher = BANDWIDTH.matcher(line);
                bandwidth = Optional.of(matcher.find() ? Long.parseLong(matcher.group(1)) : 0);
                audioGroup = quoted(line, "AUDIO");
            } else if (line.startsWith("#EXT-X-MEDIA:") && line.contains("TYPE=AUDIO")) {
                quoted(line, "URI")
                        .ifPresent(uri -> {
                            String group = quoted(line, "GROUP-ID").orElse("");
                            if (line.contains("DEFAULT=YES") || !audios.containsKey(group)) {
                                audios.put(group, uri);
                            }
                        });
            } else if (line.startsWith("#EXTINF:")) {
                Matcher matcher = DURATION.matcher(line);
                if (!matcher.matches()) {
                    throw new MalformedMediaException("a segment without a duration (4.3.2.1)");
                }
                durationMillis =
                        Math.min(MAX_MILLIS, (long) (1000 * Double.parseDouble(matcher.group(1))));
            } else if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
                sequence = number(line);
            } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
                targetMillis = Math.clamp(1_000 * Math.min(number(line), 3_600), 500, MAX_MILLIS);
            } else if (line.startsWith("#EXT-X-ENDLIST")) {
                ended = true;
            } else if (line.startsWith("#EXT-X-MAP:")) {
                header = quoted(line, "URI");
                if (line.contains("BYTERANGE=")) {
                    obstacle = Optional.of("its header is a part of a file");
                }
            } else if (line.startsWith("#EXT-X-KEY:")) {
                key(line);
            } else if (line.startsWith("#EXT-X-BYTERANGE:")) {
                obstacle = Optional.of("its segments are parts of files");
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                uri(line);
            }
        }

        private void key(String line) {
            Optional<String> uri = quoted(line, "URI");
            boolean none = line.contains("METHOD=NONE");
            if (!none && (!line.contains("METHOD=AES-128") || uri.isEmpty())) {
                obstacle = Optional.of("its segments are encrypted otherwise than by AES-128");
            }
            Matcher iv = IV.matcher(line);
            Optional<String> digits = iv.find() ? Optional.of(iv.group(1)) : Optional.empty();
            key = none ? Optional.empty() : uri.map(address -> new Key(address, digits));
        }

        private static Optional<String> quoted(String line, String name) {
            Matcher matcher = Pattern.compile("[:,]" + name + "=\"([^\"]{1,4096})\"").matcher(line);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }

        private void uri(String uri) {
            if (bandwidth.isPresent()) {
                Optional<String> group = audioGroup;
                variants.add(new Variant(uri, bandwidth.get(), group));
                bandwidth = Optional.empty();
            } else {
                segments.add(new Segment(uri, durationMillis, header, key));
            }
        }

        private static long number(String line) throws MalformedMediaException {
            Matcher matcher = NUMBER.matcher(line);
            if (!matcher.matches()) {
                throw new MalformedMediaException("no number in " + line.split(":", 2)[0]);
            }
            return Long.parseLong(matcher.group(1));
        }

        HlsPlaylist playlist() {
            List<Variant> complete =
                    variants.stream()
                            .map(variant ->
                                    new Variant(
                                            variant.uri(),
                                            variant.bandwidth(),
                                            variant.audio().map(audios::get)))
                            .toList();
            return new HlsPlaylist(complete, sequence, targetMillis, segments, ended, obstacle);
        }
    }
}
