package io.millrace.stream.read;

/**
 * How streams are held for readers.
 *
 * @param ringBytes payload bytes a path keeps for its readers; wire images come on top, about as
 *     much again for each flavour that is read
 * @param graceMillis how long readers wait for a publisher to return after the last record
 * @param idleMillis a stream without readers is let go after this
 * @param openWaitMillis longest wait for the first entry point of a path that is published
 */
public record ReadSettings(long ringBytes, long graceMillis, long idleMillis, long openWaitMillis) {
    /** Audio alone waits so long for the picture that it travels with. */
    static final long MAX_AUDIO_WAIT_MILLIS = 40;

    public ReadSettings {
        if (ringBytes <= 0 || graceMillis <= 0 || idleMillis <= 0 || openWaitMillis <= 0) {
            throw new IllegalArgumentException(
                    "ring %d bytes, grace %d ms, idle %d ms, open wait %d ms"
                            .formatted(ringBytes, graceMillis, idleMillis, openWaitMillis));
        }
    }

    /** 16 MiB a path, 10 s grace, 30 s idle, 5 s for the first entry point. */
    public static ReadSettings defaults() {
        return new ReadSettings(16L << 20, 10_000, 30_000, 5_000);
    }
}
