package io.millrace.media.hls;

import io.millrace.media.Track;
import io.millrace.media.cmaf.CmafHeader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file name of something of one track. It says all of what the file is, so that every packager
 * knows it and its bytes never change under one name.
 */
public sealed interface CmafName {
    /** Track of the stream. */
    int track();

    String fileName();

    /** {@code track-<id>.m3u8}. */
    record Playlist(int track) implements CmafName {
        @Override
        public String fileName() {
            return "track-" + track + ".m3u8";
        }
    }

    /** {@code init-<track>-<hash of its bytes>.mp4}. */
    record Header(int track, String hash) implements CmafName {
        @Override
        public String fileName() {
            return "init-" + track + "-" + hash + ".mp4";
        }
    }

    /** {@code seg-<epoch>-<number>-<track>.m4s}. */
    record Segment(SegmentName segment, int track) implements CmafName {
        @Override
        public String fileName() {
            return template(segment.epoch(), Long.toString(segment.number()), track);
        }

        /** The name with something in the place of the number. */
        public static String template(long epoch, String number, int track) {
            return "seg-" + epoch + "-" + number + "-" + track + ".m4s";
        }
    }

    /** {@code part-<epoch>-<number>-<track>-<index>.m4s}. */
    record Part(SegmentName segment, int track, int index) implements CmafName {
        @Override
        public String fileName() {
            return "part-"
                    + segment.epoch()
                    + "-"
                    + segment.number()
                    + "-"
                    + track
                    + "-"
                    + index
                    + ".m4s";
        }
    }

    /**
     * {@code time-<track>-<ticks>.m4s}: the track's segment that begins then. It has the bytes of
     * the {@link Segment} there. Templates of DASH need names without the epoch.
     *
     * @param ticks pts of its first unit, of the track's clock
     */
    record Timed(int track, long ticks) implements CmafName {
        @Override
        public String fileName() {
            return template(track, Long.toString(ticks));
        }

        /** The name with something in the place of the time. */
        public static String template(int track, String time) {
            return "time-" + track + "-" + time + ".m4s";
        }
    }

    static Header header(Track track) {
        return new Header(track.id(), CmafHeader.hash(CmafHeader.of(track)));
    }

    /** Reads a file name; empty if it is none of these. */
    static Optional<CmafName> parse(String fileName) {
        Matcher matcher = Forms.ANY.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group("playlist") != null) {
            return track(matcher.group("playlist")).map(Playlist::new);
        }
        if (matcher.group("hash") != null) {
            return track(matcher.group("headertrack"))
                    .map(id -> new Header(id, matcher.group("hash")));
        }
        if (matcher.group("ticks") != null) {
            return track(matcher.group("timedtrack"))
                    .map(id -> new Timed(id, Long.parseLong(matcher.group("ticks"))));
        }
        SegmentName segment =
                new SegmentName(
                        Long.parseLong(matcher.group("epoch")),
                        Long.parseLong(matcher.group("number")));
        Optional<Integer> track = track(matcher.group("track"));
        boolean isPart = fileName.startsWith("part-");
        String index = matcher.group("index");
        if (isPart != (index != null)) {
            return Optional.empty();
        }
        return isPart
                ? track.map(id -> new Part(segment, id, Integer.parseInt(index)))
                : track.map(id -> new Segment(segment, id));
    }

    private static Optional<Integer> track(String digits) {
        int id = Integer.parseInt(digits);
        return id > 255 ? Optional.empty() : Optional.of(id);
    }

    /** The names' forms. */
    final class Forms {
        private static final String TRACK = "0|[1-9][0-9]{0,2}";
        private static final String LONG = "0|[1-9][0-9]{0,17}";
        private static final Pattern ANY =
                Pattern.compile(
                        "track-(?<playlist>%1$s)\\.m3u8|init-(?<headertrack>%1$s)-(?<hash>[0-9a-f]{12})\\.mp4|time-(?<timedtrack>%1$s)-(?<ticks>%2$s)\\.m4s|(?:seg|part)-(?<epoch>%2$s)-(?<number>%2$s)-(?<track>%1$s)(?:-(?<index>0|[1-9][0-9]{0,3}))?\\.m4s"
                                .formatted(TRACK, LONG));

        private Forms() {}
    }
}
