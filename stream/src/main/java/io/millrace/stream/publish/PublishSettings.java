package io.millrace.stream.publish;

/**
 * How publications become records.
 *
 * @param segmentMillis a new segment begins at the first entry point this long after the last began
 * @param maxStallMillis a publication that the log takes nothing from for so long is closed
 * @param maxRecordBytes payload bytes of one record; bigger units are refused
 */
public record PublishSettings(long segmentMillis, long maxStallMillis, int maxRecordBytes) {
    /** Longest wait of an audio unit for the picture that it travels with. */
    static final long MAX_AUDIO_WAIT_MILLIS = 40;

    /** A source's timestamps may not run ahead of the wall clock by more at once. */
    static final long MAX_JUMP_MICROS = 10_000_000;

    /** Distance of entry points on paths without video. */
    static final long AUDIO_ENTRY_MICROS = 1_000_000;

    /** The default of {@link #maxRecordBytes}: 16 MiB. */
    public static final int DEFAULT_MAX_RECORD_BYTES = 16 << 20;

    public PublishSettings {
        if (segmentMillis <= 0 || maxStallMillis <= 0 || maxRecordBytes <= 0) {
            throw new IllegalArgumentException(
                    "segment %d ms, stall %d ms, record %d bytes"
                            .formatted(segmentMillis, maxStallMillis, maxRecordBytes));
        }
    }

    /** Segments of 2 s, 10 s until a stalled publication is closed, records up to 16 MiB. */
    public static PublishSettings defaults() {
        return new PublishSettings(2_000, 10_000, DEFAULT_MAX_RECORD_BYTES);
    }
}
