package io.millrace.stream;

import io.netty.util.ReferenceCounted;

/**
 * What is the same for all readers of one protocol and way of set-up. A value: readers whose
 * flavours are equal share one encoder and its images.
 *
 * @param <I> the wire image of one record
 */
public interface WireFlavour<I extends ReferenceCounted> {
    /** For metrics: the protocol's name, such as {@code rtsp-tcp}. */
    String name();

    WireEncoder<I> newEncoder(PathName path);
}
