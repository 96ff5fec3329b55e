package io.millrace.rtsp;

import io.millrace.rtsp.message.RequestUrl;
import io.millrace.rtsp.publish.AnnouncedTrack;
import io.millrace.rtsp.publish.Announcement;
import io.millrace.stream.Client;
import io.millrace.stream.PathName;
import io.millrace.stream.Publishing;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a publisher has announced and set up so far. Immutable.
 *
 * @param transports of the tracks that were set up, by track id
 * @param answeredMicros when their SETUP was answered, likewise
 */
record PublishPlan(
        Admission admission,
        Announcement announcement,
        SortedMap<Integer, TrackTransport> transports,
        SortedMap<Integer, Long> answeredMicros) {

    /**
     * The right to publish a path.
     *
     * @param client as it showed itself with ANNOUNCE
     * @param publishing what it publishes to
     */
    record Admission(RequestUrl url, PathName path, Client client, Publishing publishing) {}

    static PublishPlan of(Admission admission, Announcement announcement) {
        return new PublishPlan(admission, announcement, new TreeMap<>(), new TreeMap<>());
    }

    PathName path() {
        return admission.path();
    }

    PublishPlan with(int trackId, TrackTransport transport) {
        SortedMap<Integer, TrackTransport> more = new TreeMap<>(transports);
        more.put(trackId, transport);
        return new PublishPlan(admission, announcement, more, answeredMicros);
    }

    /** The SETUP of the track that was set up last was answered. */
    PublishPlan answeredAt(long nowMicros) {
        SortedMap<Integer, Long> answered = new TreeMap<>(answeredMicros);
        transports.keySet().forEach(track -> answered.putIfAbsent(track, nowMicros));
        return new PublishPlan(admission, announcement, transports, answered);
    }

    /** The tracks that were set up. */
    List<AnnouncedTrack> chosen() {
        return announcement.tracks().stream()
                .filter(track -> transports.containsKey(track.id()))
                .toList();
    }

    /**
     * The track that a SETUP URL names: by its control, which is absolute or relative to the
     * announced URL (C.1.1), with or without the query string. Senders are careless with the part
     * before it, so the end decides. A track without control is the next one not set up.
     */
    Optional<AnnouncedTrack> trackOf(String setupUrl) {
        String wanted = trimmed(setupUrl);
        for (AnnouncedTrack track : announcement.tracks()) {
            String control = trimmed(track.control());
            boolean named =
                    !control.isEmpty()
                            && (wanted.equals(control)
                                    || wanted.endsWith("/" + control)
                                    || wanted.endsWith("?" + control)
                                    || withoutQuery(wanted).endsWith("/" + control));
            if (named) {
                return Optional.of(track);
            }
        }
        return announcement.tracks().stream()
                .filter(track -> track.control().isEmpty() || announcement.tracks().size() == 1)
                .filter(track -> !transports.containsKey(track.id()))
                .findFirst();
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
