package io.millrace.media.flv;

import io.millrace.media.Format;
import java.util.Optional;

/**
 * A reader of a codec whose units tell their format: a sequence header, where one comes, tells
 * nothing that they do not.
 */
abstract class InBandReader implements FlvTrackReader {
    private Optional<Format> format = Optional.empty();

    /** A unit tells it. */
    final void become(Format told) {
        format = Optional.of(told);
    }

    @Override
    public final void configure(byte[] record) {}

    @Override
    public final Optional<Format> format() {
        return format;
    }

    @Override
    public final boolean isConfigured() {
        return true;
    }
}
