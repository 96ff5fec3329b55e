package io.millrace.ingest.source;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts the tracks of several renditions together, each of which is pulled by a thread of its own:
 * they are described once all are known, and what comes before is passed over. Thread-safe.
 */
final class RenditionTracks {
    private final Publisher publisher;
    private final int renditions;
    private final SortedMap<Integer, List<Track>> described = new TreeMap<>();

    RenditionTracks(Publisher publisher, int renditions) {
        this.publisher = publisher;
        this.renditions = renditions;
    }

    /** One of them, whose tracks have ids from this one on. */
    Rendition rendition(int firstTrack) {
        return new Rendition(firstTrack);
    }

    private synchronized void describe(int firstTrack, List<Track> tracks) {
        described.put(firstTrack, List.copyOf(tracks));
        if (isComplete()) {
            List<Track> all = new ArrayList<>();
            described.values().forEach(all::addAll);
            publisher.describe(all);
        }
    }

    private synchronized boolean isComplete() {
        return described.size() == renditions;
    }

    /** Used by one thread. */
    final class Rendition implements Publisher {
        private final int firstTrack;

        Rendition(int firstTrack) {
            this.firstTrack = firstTrack;
        }

        int firstTrack() {
            return firstTrack;
        }

        @Override
        public PathName path() {
            return publisher.path();
        }

        @Override
        public long epoch() {
            return publisher.epoch();
        }

        @Override
        public void describe(List<Track> tracks) {
            RenditionTracks.this.describe(firstTrack, tracks);
        }

        @Override
        public void write(Unit unit) {
            if (isComplete()) {
                publisher.write(unit);
            }
        }

        @Override
        public void close(EndReason reason) {
            publisher.close(reason);
        }
    }
}
