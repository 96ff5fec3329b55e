package io.millrace.stream.read;

import io.millrace.media.Track;
import io.millrace.stream.Counters;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.Histogram;
import io.millrace.stream.PathName;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.util.ReferenceCounted;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One flavour of a stream: its encoder and how many readers share it. Used under the stream's lock.
 */
final class Feed<I extends ReferenceCounted> {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    private final WireFlavour<I> flavour;
    private final WireEncoder<I> encoder;
    private final Histogram firstImage;
    private final Histogram delivery;
    private List<Track> described = List.of();
    private int readers;
    private volatile boolean failed;

    Feed(WireFlavour<I> flavour, PathName path, Counters counters) {
        this.flavour = flavour;
        this.encoder = flavour.newEncoder(path);
        this.firstImage = counters.histogram("reader_first_image", "protocol", flavour.name());
        this.delivery = counters.histogram("reader_delivery", "protocol", flavour.name());
    }

    WireFlavour<I> flavour() {
        return flavour;
    }

    /**
     * Makes the entry's image, once for all readers of the feed. An edge: an encoder that fails
     * ends its own readers, not the tail of all paths.
     */
    void encode(RingEntry entry) {
        if (failed) {
            return;
        }
        try {
            Optional<EntryPoint> point = entry.record().entryPoint();
            if (point.isPresent() && !point.get().tracks().equals(described)) {
                described = point.get().tracks();
                encoder.describe(described);
            }
            if (!described.isEmpty()) {
                encoder.encode(entry.record()).ifPresent(image -> entry.addImage(this, image));
            }
        } catch (RuntimeException e) {
            failed = true;
            LOG.error("{} encoder failed at {}", flavour.name(), entry.record(), e);
        }
    }

    /** From a reader's wish to its first image. Any thread. */
    Histogram firstImage() {
        return firstImage;
    }

    /** From the log's clock to a reader's socket, for what is read live. Any thread. */
    Histogram delivery() {
        return delivery;
    }

    /** Its readers cannot go on. */
    boolean isFailed() {
        return failed;
    }

    /** An image that {@link RingEntry#image} gave for this feed. */
    @SuppressWarnings("unchecked") // Only this feed's encoder adds images under this feed.
    I typed(ReferenceCounted image) {
        return (I) image;
    }

    void addReader() {
        readers++;
    }

    /** Whether it was the last one. */
    boolean removeReader() {
        readers--;
        return readers == 0;
    }
}
