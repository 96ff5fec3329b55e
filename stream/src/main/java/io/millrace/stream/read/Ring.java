package io.millrace.stream.read;

import io.millrace.stream.LoggedRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A path's last records: whole groups of pictures up to a limit of payload bytes. Where one group
 * alone is bigger, its oldest records go and readers that join wait for the next. Changed under the
 * stream's lock; {@link #newestEntryPoint} and {@link #newest} are read by any thread.
 */
final class Ring {
    private final long maxBytes;
    private final Deque<RingEntry> entries = new ArrayDeque<>();
    private volatile @Nullable RingEntry newest;
    private volatile @Nullable RingEntry newestEntryPoint;
    private long sizeBytes;
    private long units;

    Ring(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Makes the next entry; readers see it after {@link #publish}. */
    RingEntry prepare(LoggedRecord logged) {
        RingEntry entry = new RingEntry(logged, units);
        units += logged.record().units().size();
        return entry;
    }

    /** Shows a prepared entry, with its images, to the readers, and makes room. */
    void publish(RingEntry entry) {
        RingEntry before = newest;
        entries.add(entry);
        sizeBytes += entry.record().sizeBytes();
        newest = entry;
        if (entry.record().isEntryPoint()) {
            newestEntryPoint = entry;
        }
        if (before != null) {
            before.link(entry);
        }
        evictOver();
    }

    private void evictOver() {
        while (sizeBytes > maxBytes && entries.size() > 1) {
            evictOldest();
            while (entries.size() > 1 && !startsWithEntryPoint() && holdsYoungerEntryPoint()) {
                evictOldest();
            }
        }
    }

    private boolean startsWithEntryPoint() {
        RingEntry oldest = entries.peekFirst();
        return oldest != null && oldest.record().isEntryPoint();
    }

    private boolean holdsYoungerEntryPoint() {
        return newestEntryPoint != null;
    }

    private void evictOldest() {
        RingEntry oldest = entries.removeFirst();
        sizeBytes -= oldest.record().sizeBytes();
        if (oldest == newestEntryPoint) {
            newestEntryPoint = null;
        }
        oldest.evict();
    }

    /** The newest entry point that the ring holds; null if there is none. */
    @Nullable RingEntry newestEntryPoint() {
        return newestEntryPoint;
    }

    /** The newest entry; null if nothing came yet. */
    @Nullable RingEntry newest() {
        return newest;
    }

    /** Visits the entries from the newest entry point on. */
    void fromNewestEntryPoint(Consumer<RingEntry> visitor) {
        RingEntry entry = newestEntryPoint;
        while (entry != null) {
            visitor.accept(entry);
            entry = entry.next();
        }
    }

    void forEach(Consumer<RingEntry> visitor) {
        entries.forEach(visitor);
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Lets everything go. */
    void clear() {
        newestEntryPoint = null;
        entries.forEach(RingEntry::evict);
        entries.clear();
        sizeBytes = 0;
    }
}
