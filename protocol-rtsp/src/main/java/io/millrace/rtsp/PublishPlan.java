package io.millrace.rtsp;

import io.millrace.stream.PathName;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a publisher has announced and set up so far. Immutable.
 *
 * @param transports of the tracks that were set up, by track id
 * @param answeredMicros when their SETUP was answered, likewise
 */
record PublishPlan(
        PathName path,
        AnnouncedStream announced,
        SortedMap<Integer, TrackTransport> transports,
        SortedMap<Integer, Long> answeredMicros) {

    static PublishPlan of(PathName path, AnnouncedStream announced) {
        return new PublishPlan(path, announced, new TreeMap<>(), new TreeMap<>());
    }

    PublishPlan with(int trackId, TrackTransport transport) {
        SortedMap<Integer, TrackTransport> more = new TreeMap<>(transports);
        more.put(trackId, transport);
        return new PublishPlan(path, announced, more, answeredMicros);
    }

    /** The SETUP of the track that was set up last was answered. */
    PublishPlan answeredAt(long nowMicros) {
        SortedMap<Integer, Long> answered = new TreeMap<>(answeredMicros);
        transports.keySet().forEach(track -> answered.putIfAbsent(track, nowMicros));
        return new PublishPlan(path, announced, transports, answered);
    }

    /** Whether a track comes as datagrams, which may change their order. */
    boolean isUdp(int track) {
        return transports.get(track) instanceof TrackTransport.Udp;
    }

    /**
     * The track that a SETUP URL names: by its control, which is absolute or relative to the
     * announced URL (C.1.1), with or without the query string. Senders are careless with the part
     * before it, so the end decides. A track without control is the next one not set up.
     */
    OptionalInt trackOf(String setupUrl) {
        String wanted = trimmed(setupUrl);
        List<String> controls = announced.controls();
        for (int track = 0; track < controls.size(); track++) {
            if (names(wanted, trimmed(controls.get(track)))) {
                return OptionalInt.of(track);
            }
        }
        return IntStream.range(0, controls.size())
                .filter(track -> controls.get(track).isEmpty() || controls.size() == 1)
                .filter(track -> !transports.containsKey(track))
                .findFirst();
    }

    private static boolean names(String wanted, String control) {
        return !control.isEmpty()
                && (wanted.equals(control)
                        || wanted.endsWith("/" + control)
                        || wanted.endsWith("?" + control)
                        || withoutQuery(wanted).endsWith("/" + control));
    }

    /** The end of an ffmpeg control is a plain name; that of others may be a whole URL. */
    private static String trimmed(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }
}
