package io.millrace.stream;

import io.millrace.media.Track;
import io.netty.util.ReferenceCounted;
import java.util.List;
import java.util.Optional;

/**
 * Makes the wire image of a path's records, once for all readers of a flavour. Used by one thread
 * at a time, in record order, from an entry point on.
 */
public interface WireEncoder<I extends ReferenceCounted> {
    /** The description that holds from the next record on, which is an entry point. */
    void describe(List<Track> tracks);

    /**
     * The bytes of all units in the record, in one buffer. The caller owns the image.
     *
     * @return empty if the record has nothing that this flavour carries
     */
    Optional<I> encode(StreamRecord record);
}
