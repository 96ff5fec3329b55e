package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/** Reads what one codec's messages hold. Not thread-safe. */
interface FlvTrackReader {
    /** Takes a sequence header. */
    void configure(byte[] record) throws MalformedMediaException;

    /** The format; empty until it is known. */
    Optional<Format> format();

    /**
     * Takes a message's data; may change the format.
     *
     * @return empty if there is nothing to decode in it
     */
    Optional<Frame> read(byte[] data) throws MalformedMediaException;

    /** Whether units can be read: a configuration came, or none is needed. */
    boolean isConfigured();

    /** A unit's canonical payload, and whether decoding can start there. */
    record Frame(byte[] payload, boolean randomAccess) {}
}
