package io.millrace.stream.read;

import io.millrace.stream.LoggedRecord;
import io.millrace.stream.StreamRecord;
import io.netty.util.ReferenceCounted;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One record in the ring, with its wire image for each feed. Entries are a chain; one that left the
 * ring points to itself, so that a slow reader holds one entry and not all that came after it.
 *
 * <p>The ring pins an entry while it holds it, a reader while it writes its image; the images are
 * released with the last pin.
 */
final class RingEntry {
    private final StreamRecord record;
    private final long unitsBefore;
    private final long timestampMillis;
    private final AtomicInteger pins = new AtomicInteger(1);
    private volatile @Nullable Image images;
    private volatile @Nullable RingEntry next;

    RingEntry(LoggedRecord logged, long unitsBefore) {
        this.record = logged.record();
        this.timestampMillis = logged.timestampMillis();
        this.unitsBefore = unitsBefore;
    }

    StreamRecord record() {
        return record;
    }

    /** When it was written to the log, milliseconds since 1970. */
    long timestampMillis() {
        return timestampMillis;
    }

    /** Units in the stream before this entry. */
    long unitsBefore() {
        return unitsBefore;
    }

    /** Units in the stream up to and with this entry. */
    long unitsUpTo() {
        return unitsBefore + record.units().size();
    }

    /** The entry after this one; itself if it left the ring; null if it is the newest. */
    @Nullable RingEntry next() {
        return next;
    }

    /** Links the entry that follows; under the stream's lock. */
    void link(RingEntry following) {
        next = following;
    }

    /** Adds the image of a feed; under the stream's lock, while the ring holds the entry. */
    void addImage(Feed<?> feed, ReferenceCounted image) {
        images = new Image(feed, new AtomicReference<>(image), images);
    }

    /** The feed's image, borrowed while the entry is pinned; null if the feed shows nothing. */
    @Nullable ReferenceCounted image(Feed<?> feed) {
        for (Image image = images; image != null; image = image.rest) {
            if (image.feed == feed) {
                return image.content.get();
            }
        }
        return null;
    }

    /** Releases the image of a feed that has no readers any more. */
    void dropImage(Feed<?> feed) {
        for (Image image = images; image != null; image = image.rest) {
            if (image.feed == feed) {
                image.release();
            }
        }
    }

    /** Keeps the images until {@link #unpin}; false if they are gone. */
    boolean tryPin() {
        int now = pins.get();
        while (now > 0) {
            if (pins.compareAndSet(now, now + 1)) {
                return true;
            }
            now = pins.get();
        }
        return false;
    }

    void unpin() {
        if (pins.decrementAndGet() == 0) {
            for (Image image = images; image != null; image = image.rest) {
                image.release();
            }
        }
    }

    /** Leaves the ring: drops its pin and the chain; under the stream's lock. */
    void evict() {
        next = this;
        unpin();
    }

    private record Image(
            Feed<?> feed,
            AtomicReference<@Nullable ReferenceCounted> content,
            @Nullable Image rest) {

        /** At most once, whoever comes first. */
        void release() {
            ReferenceCounted held = content.getAndSet(null);
            if (held != null) {
                held.release();
            }
        }
    }
}
