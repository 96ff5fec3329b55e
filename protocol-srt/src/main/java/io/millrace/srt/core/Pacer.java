package io.millrace.srt.core;

import io.millrace.srt.core.SrtSettings.Bandwidth;

/**
 * How much may be sent now (draft-sharabayko-srt, 5.1): an allowance that grows with time at the
 * allowed rate and holds what a tick needs at the most, so that even a big picture leaves in small
 * bursts. The rate is a fixed one, or the input's with an overhead on top. Not thread-safe.
 */
final class Pacer {
    private static final long BURST_MICROS = ConnectionCore.TICK_MICROS;
    private static final long MEASURE_MICROS = 1_000_000;
    private static final int MIN_BURST_BYTES = 8 * 1500;
    private static final int MAX_BURST_BYTES = 128 << 10;
    private static final long UNLIMITED = Bandwidth.UNLIMITED.maxBytesPerSecond();

    private final Bandwidth bandwidth;
    private long bytesPerSecond;
    private long allowanceBytes;
    private long refilledMicros;
    private long inputBytes;
    private long measuredMicros;

    Pacer(Bandwidth bandwidth, long nowMicros) {
        this.bandwidth = bandwidth;
        refilledMicros = nowMicros;
        measuredMicros = nowMicros;
        bytesPerSecond =
                bandwidth.maxBytesPerSecond() > 0
                        ? bandwidth.maxBytesPerSecond()
                        : withOverhead(bandwidth.inputBytesPerSecond());
        allowanceBytes = burstBytes();
    }

    /** Without a known input nothing is held back. */
    private long withOverhead(long input) {
        return input <= 0 ? UNLIMITED : input + input * bandwidth.overheadPercent() / 100;
    }

    private long burstBytes() {
        return Math.clamp(
                bytesPerSecond * BURST_MICROS / 1_000_000, MIN_BURST_BYTES, MAX_BURST_BYTES);
    }

    /** Notes what the application wants to send. */
    void addInput(int bytes, long nowMicros) {
        inputBytes += bytes;
        long elapsed = nowMicros - measuredMicros;
        if (elapsed >= MEASURE_MICROS) {
            if (bandwidth.maxBytesPerSecond() <= 0 && bandwidth.inputBytesPerSecond() <= 0) {
                bytesPerSecond = withOverhead(inputBytes * 1_000_000 / elapsed);
            }
            inputBytes = 0;
            measuredMicros = nowMicros;
        }
    }

    void refill(long nowMicros) {
        long grown = (nowMicros - refilledMicros) * bytesPerSecond / 1_000_000;
        if (grown > 0) {
            allowanceBytes = Math.min(burstBytes(), allowanceBytes + grown);
            refilledMicros = nowMicros;
        }
    }

    boolean maySend() {
        return allowanceBytes > 0;
    }

    void spend(int bytes) {
        allowanceBytes -= bytes;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }
}
