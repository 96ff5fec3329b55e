package io.millrace.ingest.source;

import io.millrace.ingest.source.HlsPlaylist.LowLatency;
import io.millrace.ingest.source.HlsPlaylist.Part;
import io.millrace.ingest.source.HlsPlaylist.Range;
import io.millrace.ingest.source.HlsPlaylist.Resource;
import io.millrace.ingest.source.HlsPlaylist.Segment;
import io.millrace.ingest.source.HlsPlaylist.Variant;
import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines of one playlist of HLS; sections are those of rfc8216bis. Not thread-safe. */
final class HlsPlaylistParser {
    private static final int MAX_LINES = 100_000;
    private static final long MAX_MILLIS = 3_600_000;
    private static final int MAX_RANGE_BYTES = 64 << 20;
    private static final Pattern BANDWIDTH = Pattern.compile("[:,]BANDWIDTH=([0-9]{1,12})");
    private static final String DECIMAL = "([0-9]{1,6}(?:\\.[0-9]{1,9})?)";
    private static final Pattern DURATION = Pattern.compile("#EXTINF:" + DECIMAL + ".*");
    private static final Pattern IV = Pattern.compile("[:,]IV=0[xX]([0-9A-Fa-f]{32})");
    private static final Pattern NUMBER = Pattern.compile("[^:]*:([0-9]{1,18})\\s*");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,10})(?:@([0-9]{1,15}))?");

    private final List<Variant> variants = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, String> audios = new HashMap<>();
    private final Map<String, Long> ends = new HashMap<>();
    private long sequence;
    private long targetMillis = 2_000;
    private long durationMillis;
    private Optional<Long> bandwidth = Optional.empty();
    private Optional<String> audioGroup = Optional.empty();
    private Optional<Resource> header = Optional.empty();
    private Optional<HlsPlaylist.Key> key = Optional.empty();
    private Optional<String> range = Optional.empty();
    private boolean gap;
    private boolean ended;
    private boolean blocks;
    private long partMillis;
    private long holdBackMillis;
    private Optional<Resource> hint = Optional.empty();
    private Optional<String> obstacle = Optional.empty();

    private HlsPlaylistParser() {}

    static HlsPlaylist parse(String text) throws MalformedMediaException {
        HlsPlaylistParser parser = new HlsPlaylistParser();
        String[] lines = text.split("\r?\n", MAX_LINES + 1);
        if (lines.length > MAX_LINES || !lines[0].strip().equals("#EXTM3U")) {
            throw new MalformedMediaException("no HLS playlist: it begins otherwise (4.4.1.1)");
        }
        for (String line : lines) {
            parser.line(line.strip());
        }
        return parser.playlist();
    }

    private void line(String line) throws MalformedMediaException {
        int colon = line.indexOf(':');
        switch (line.substring(0, line.startsWith("#") && colon > 0 ? colon : 0)) {
            case "#EXT-X-STREAM-INF" -> variant(line);
            case "#EXT-X-MEDIA" -> rendition(line);
            case "#EXTINF" -> durationMillis = duration(line);
            case "#EXT-X-MEDIA-SEQUENCE" -> sequence = number(line);
            case "#EXT-X-TARGETDURATION" ->
                    targetMillis =
                            Math.clamp(1_000 * Math.min(number(line), 3_600), 500, MAX_MILLIS);
            case "#EXT-X-MAP" -> {
                Optional<String> its = quoted(line, "BYTERANGE");
                header = resource(quoted(line, "URI"), its, "map ");
            }
            case "#EXT-X-KEY" -> key(line);
            case "#EXT-X-BYTERANGE" -> range = Optional.of(line.substring(colon + 1));
            case "#EXT-X-SERVER-CONTROL" -> {
                blocks = line.contains("CAN-BLOCK-RELOAD=YES");
                holdBackMillis = millis(line, "PART-HOLD-BACK");
            }
            case "#EXT-X-PART-INF" -> partMillis = millis(line, "PART-TARGET");
            case "#EXT-X-PART" -> part(line);
            case "#EXT-X-PRELOAD-HINT" -> hint(line);
            case "#EXT-X-SKIP" -> obstacle = Optional.of("it leaves out what nobody has");
            default -> plain(line);
        }
    }

    /** Lines without attributes. */
    private void plain(String line) throws MalformedMediaException {
        if (line.equals("#EXT-X-ENDLIST")) {
            ended = true;
        } else if (line.equals("#EXT-X-GAP")) {
            gap = true;
        } else if (!line.isEmpty() && !line.startsWith("#")) {
            uri(line);
        }
    }

    private void variant(String line) {
        Matcher matcher = BANDWIDTH.matcher(line);
        bandwidth = Optional.of(matcher.find() ? Long.parseLong(matcher.group(1)) : 0);
        audioGroup = quoted(line, "AUDIO");
    }

    private void rendition(String line) {
        Optional<String> uri = line.contains("TYPE=AUDIO") ? quoted(line, "URI") : Optional.empty();
        if (uri.isPresent()) {
            String group = quoted(line, "GROUP-ID").orElse("");
            if (line.contains("DEFAULT=YES") || !audios.containsKey(group)) {
                audios.put(group, uri.get());
            }
        }
    }

    private static long duration(String line) throws MalformedMediaException {
        Matcher matcher = DURATION.matcher(line);
        if (!matcher.matches()) {
            throw new MalformedMediaException("a segment without a duration (4.4.4.1)");
        }
        return millis(matcher.group(1));
    }

    private static long millis(String seconds) {
        return Math.min(MAX_MILLIS, (long) (1_000 * Double.parseDouble(seconds)));
    }

    /** An attribute in seconds; 0 where there is none. */
    private static long millis(String line, String name) {
        Matcher matcher = Pattern.compile("[:,]" + name + "=" + DECIMAL).matcher(line);
        return matcher.find() ? millis(matcher.group(1)) : 0;
    }

    private void key(String line) {
        Optional<String> uri = quoted(line, "URI");
        boolean none = line.contains("METHOD=NONE");
        if (!none && (!line.contains("METHOD=AES-128") || uri.isEmpty())) {
            obstacle = Optional.of("its segments are encrypted otherwise than by AES-128");
        }
        Matcher iv = IV.matcher(line);
        Optional<String> digits = iv.find() ? Optional.of(iv.group(1)) : Optional.empty();
        key = none ? Optional.empty() : uri.map(address -> new HlsPlaylist.Key(address, digits));
    }

    /** Those of encrypted segments are passed over: the whole is read when it is complete. */
    private void part(String line) throws MalformedMediaException {
        Optional<Resource> resource =
                resource(quoted(line, "URI"), quoted(line, "BYTERANGE"), "part ");
        if (resource.isPresent() && key.isEmpty()) {
            parts.add(
                    new Part(
                            resource.get(),
                            millis(line, "DURATION"),
                            line.contains("INDEPENDENT=YES"),
                            line.contains("GAP=YES")));
        }
    }

    /** Only of a part whose end is known, or that is a file. */
    private void hint(String line) throws MalformedMediaException {
        if (!line.contains("TYPE=PART") || key.isPresent()) {
            return;
        }
        Optional<String> start = decimal(line, "BYTERANGE-START");
        Optional<String> length = decimal(line, "BYTERANGE-LENGTH");
        if (start.isEmpty() && length.isEmpty()) {
            hint = quoted(line, "URI").map(Resource::new);
        } else if (length.isPresent()) {
            String its = length.get() + "@" + start.orElse("0");
            hint = resource(quoted(line, "URI"), Optional.of(its), "part ");
        }
    }

    private static Optional<String> decimal(String line, String name) {
        Matcher matcher = Pattern.compile("[:,]" + name + "=([0-9]{1,10})").matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<String> quoted(String line, String name) {
        Matcher matcher = Pattern.compile("[:,]" + name + "=\"([^\"]{1,4096})\"").matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * A file or some of its bytes.
     *
     * @param among which ranges this one follows if it does not say where it begins
     */
    private Optional<Resource> resource(Optional<String> uri, Optional<String> bytes, String among)
            throws MalformedMediaException {
        if (uri.isEmpty() || bytes.isEmpty()) {
            return uri.map(Resource::new);
        }
        Range its = range(among + uri.get(), bytes.get());
        return Optional.of(new Resource(uri.get(), Optional.of(its)));
    }

    /** {@code length@offset}; without an offset it follows the range before it (4.4.4.2). */
    private Range range(String key, String text) throws MalformedMediaException {
        Matcher matcher = RANGE.matcher(text.strip());
        long length = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        if (length < 1 || length > MAX_RANGE_BYTES) {
            throw new MalformedMediaException("no range of bytes (4.4.4.2)");
        }
        long offset =
                matcher.group(2) == null
                        ? ends.getOrDefault(key, 0L)
                        : Long.parseLong(matcher.group(2));
        ends.put(key, offset + length);
        return new Range(offset, (int) length);
    }

    private void uri(String uri) throws MalformedMediaException {
        if (bandwidth.isPresent()) {
            variants.add(new Variant(uri, bandwidth.get(), audioGroup));
            bandwidth = Optional.empty();
        } else {
            segment(resource(Optional.of(uri), range, "segment "));
        }
    }

    private void segment(Optional<Resource> whole) {
        segments.add(new Segment(whole, durationMillis, header, key, parts, gap));
        parts.clear();
        range = Optional.empty();
        gap = false;
    }

    private static long number(String line) throws MalformedMediaException {
        Matcher matcher = NUMBER.matcher(line);
        if (!matcher.matches()) {
            throw new MalformedMediaException("no number in " + line.split(":", 2)[0]);
        }
        return Long.parseLong(matcher.group(1));
    }

    private HlsPlaylist playlist() {
        if (!parts.isEmpty()) {
            segment(Optional.empty());
        }
        List<Variant> complete =
                variants.stream()
                        .map(variant ->
                                new Variant(
                                        variant.uri(),
                                        variant.bandwidth(),
                                        variant.audio().map(audios::get)))
                        .toList();
        LowLatency lowLatency = new LowLatency(blocks, partMillis, holdBackMillis, hint);
        return new HlsPlaylist(
                complete, sequence, targetMillis, segments, ended, lowLatency, obstacle);
    }
}
