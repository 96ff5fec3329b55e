package io.millrace.stream.read;

import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.WireFlavour;
import io.netty.util.ReferenceCounted;
import java.util.HashMap;
import java.util.Map;

/** A stream's feeds by flavour, of those that have readers. Guarded by the stream's lock. */
final class Feeds {
    private final PathName path;
    private final Ring ring;
    private final Counters counters;
    private final Map<WireFlavour<?>, Feed<?>> feeds = new HashMap<>();

    Feeds(PathName path, Ring ring, Counters counters) {
        this.path = path;
        this.ring = ring;
        this.counters = counters;
    }

    /** Makes all images of a record that comes into the ring. */
    void encode(RingEntry entry) {
        for (Feed<?> feed : feeds.values()) {
            feed.encode(entry);
        }
    }

    /**
     * The flavour's feed for one more reader; a new one makes the images of what the ring holds.
     */
    <I extends ReferenceCounted> Feed<I> join(WireFlavour<I> flavour) {
        Feed<I> feed = feed(flavour);
        feed.addReader();
        return feed;
    }

    @SuppressWarnings("unchecked") // Equal flavours have one type of image.
    private <I extends ReferenceCounted> Feed<I> feed(WireFlavour<I> flavour) {
        Feed<?> running = feeds.get(flavour);
        if (running != null) {
            return (Feed<I>) running;
        }
        Feed<I> feed = new Feed<>(flavour, path, counters);
        feeds.put(flavour, feed);
        ring.fromNewestEntryPoint(feed::encode);
        return feed;
    }

    /** A reader ended; with the last one the images go. */
    void leave(Feed<?> feed) {
        if (feed.removeReader()) {
            feeds.remove(feed.flavour(), feed);
            ring.forEach(entry -> entry.dropImage(feed));
        }
    }
}
