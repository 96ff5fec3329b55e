package io.millrace.packager;

import io.netty.buffer.ByteBuf;

/** What a player gets of a segment by its time. */
sealed interface TimedSegment {
    /** All of it, in a buffer that the caller owns. */
    record Whole(ByteBuf content) implements TimedSegment {}

    /** What there is of it, and what comes. */
    record Growing(GrowingBody content) implements TimedSegment {}
}
