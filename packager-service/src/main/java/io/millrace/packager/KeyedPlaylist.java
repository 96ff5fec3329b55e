package io.millrace.packager;

import io.millrace.media.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Says in a media playlist by which key each segment is encrypted (RFC 8216, section 4.3.2.4).
 * Headers of CMAF stay clear: a tag that ends encryption stands before each (4.3.2.5).
 */
final class KeyedPlaylist {
    private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
    private static final String SKIP = "#EXT-X-SKIP:SKIPPED-SEGMENTS=";

    /** A key must stand before what it holds for. */
    private static final Pattern BEGINS_SEGMENTS =
            Pattern.compile("#EXT-X-(?:MAP|PART|PRELOAD-HINT):|#EXTINF:");

    private static final String NO_KEY = "#EXT-X-KEY:METHOD=NONE";

    private final int rotation;
    private final List<String> lines = new ArrayList<>();
    private long number;
    private String inForce = NO_KEY;

    private KeyedPlaylist(int rotation) {
        this.rotation = rotation;
    }

    /**
     * The playlist with its keys.
     *
     * @param rotation segments that have the same key
     */
    static String of(String playlist, int rotation) {
        KeyedPlaylist keyed = new KeyedPlaylist(rotation);
        playlist.lines().forEach(keyed::add);
        return String.join("\n", keyed.lines) + "\n";
    }

    /**
     * The playlist of encrypted samples: one key holds for all of it, and headers say which
     * (rfc8216bis, 4.4.4.4).
     */
    static String ofSamples(String playlist, Bytes vector) {
        String key =
                "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"%s\",IV=0x%s"
                        .formatted(
                                SegmentKeys.fileName(0),
                                HexFormat.of().formatHex(vector.toByteArray()));
        List<String> lines = new ArrayList<>(playlist.lines().toList());
        int first = 0;
        while (first < lines.size() && !BEGINS_SEGMENTS.matcher(lines.get(first)).lookingAt()) {
            first++;
        }
        if (first < lines.size()) {
            lines.add(first, key);
        }
        return String.join("\n", lines) + "\n";
    }

    private void add(String line) {
        if (line.startsWith(SEQUENCE)) {
            number = Long.parseLong(line.substring(SEQUENCE.length()));
        } else if (line.startsWith(SKIP)) {
            number += Long.parseLong(line.substring(SKIP.length()));
        } else if (line.startsWith("#EXT-X-MAP:")) {
            change(NO_KEY);
        } else if (line.startsWith("#EXTINF:")) {
            String file = SegmentKeys.fileName(number / rotation);
            change("#EXT-X-KEY:METHOD=AES-128,URI=\"" + file + "\"");
        } else if (!line.startsWith("#") && !line.isEmpty()) {
            number++;
        }
        lines.add(line);
    }

    private void change(String tag) {
        if (!tag.equals(inForce)) {
            inForce = tag;
            lines.add(tag);
        }
    }
}
