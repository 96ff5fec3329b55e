package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.List;
import java.util.Optional;

/** What a PES packet carries where it is whole units. One object a stream; not thread-safe. */
interface PacketContent {
    /** The format, where the program map tells it. */
    Optional<Format> knownFormat();

    /** The units of one packet, in order; of data, samples are 0. */
    List<AudioUnit> units(byte[] data) throws MalformedMediaException;
}
