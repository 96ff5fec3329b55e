package io.millrace.media.ts;

import java.util.OptionalInt;

/**
 * What a demuxer reads, and its limits.
 *
 * @param programNumber the program to read; empty for the first that the PAT lists
 * @param maxUnitBytes of one PES packet, and of one access unit
 * @param maxStreams of the program; what the PMT lists after them is left out
 * @param maxPrograms of the PAT, likewise
 * @param carryData whether streams that have no parser become tracks, as received
 */
public record TsDemuxerSettings(
        OptionalInt programNumber,
        int maxUnitBytes,
        int maxStreams,
        int maxPrograms,
        boolean carryData) {
    private static final int MAX_STREAMS = 64;
    private static final int MAX_PROGRAMS = 512;

    public TsDemuxerSettings {
        if (maxUnitBytes <= 0 || maxStreams <= 0 || maxStreams > 255 || maxPrograms <= 0) {
            throw new IllegalArgumentException(
                    "limits of %d bytes, %d streams, %d programs"
                            .formatted(maxUnitBytes, maxStreams, maxPrograms));
        }
    }

    /** The first program, with all that it has. */
    public static TsDemuxerSettings ofFirstProgram(int maxUnitBytes) {
        return new TsDemuxerSettings(
                OptionalInt.empty(), maxUnitBytes, MAX_STREAMS, MAX_PROGRAMS, true);
    }

    /** Likewise, of the program with this number. */
    public TsDemuxerSettings withProgram(int number) {
        return new TsDemuxerSettings(
                OptionalInt.of(number), maxUnitBytes, maxStreams, maxPrograms, carryData);
    }
}
