package io.millrace.srt.core;

import io.millrace.srt.crypto.Passphrase;
import io.millrace.srt.crypto.SendKeys.KeySettings;
import java.util.Optional;

/**
 * How one side of a connection behaves. Times are milliseconds, as in libsrt's options.
 *
 * @param receiveLatencyMillis how long what we receive is held back; the peer may ask for more
 * @param peerLatencyMillis the least the peer has to hold back what we send
 * @param lingerMillis how long a close waits for what is not acknowledged yet
 */
public record SrtSettings(
        int receiveLatencyMillis,
        int peerLatencyMillis,
        Bandwidth bandwidth,
        Buffers buffers,
        Tolerance tolerance,
        Encryption encryption,
        int lingerMillis) {
    private static final int MAX_LATENCY_MILLIS = 0xFFFF;

    /** A latency of 120 ms, no encryption, no limit of the rate. */
    public static final SrtSettings DEFAULT =
            new SrtSettings(
                    120,
                    0,
                    Bandwidth.UNLIMITED,
                    Buffers.DEFAULT,
                    Tolerance.DEFAULT,
                    Encryption.NONE,
                    0);

    public SrtSettings {
        if (receiveLatencyMillis < 0 || receiveLatencyMillis > MAX_LATENCY_MILLIS) {
            throw new IllegalArgumentException("Latency of " + receiveLatencyMillis + " ms");
        }
        if (peerLatencyMillis < 0 || peerLatencyMillis > MAX_LATENCY_MILLIS) {
            throw new IllegalArgumentException("Latency of " + peerLatencyMillis + " ms");
        }
    }

    /**
     * How fast we send (draft-sharabayko-srt, 5.1.1).
     *
     * @param maxBytesPerSecond the limit (libsrt's maxbw); 0 = by the input
     * @param inputBytesPerSecond what the application sends (inputbw); 0 = measured
     * @param overheadPercent what retransmission may add to the input (oheadbw)
     */
    public record Bandwidth(long maxBytesPerSecond, long inputBytesPerSecond, int overheadPercent) {
        /** 1 Gbit/s, as libsrt's -1. */
        public static final Bandwidth UNLIMITED = new Bandwidth(125_000_000, 0, 25);
    }

    /**
     * Limits; the receive buffer's is rounded up to a power of two.
     *
     * @param sendPackets a message that finds so many waiting is dropped; one that finds less is
     *     taken whole
     * @param highWaterPackets with so many waiting the connection is not writable, until half of
     *     them are acknowledged
     */
    public record Buffers(
            int sendPackets, int receivePackets, int payloadBytes, int highWaterPackets) {
        public static final Buffers DEFAULT = new Buffers(8192, 8192, 1316);

        private static final int DEFAULT_HIGH_WATER_PACKETS = 512;

        /** Writable up to 512 packets, or half of what may wait when that is less. */
        public Buffers(int sendPackets, int receivePackets, int payloadBytes) {
            this(
                    sendPackets,
                    receivePackets,
                    payloadBytes,
                    Math.min(DEFAULT_HIGH_WATER_PACKETS, sendPackets / 2));
        }

        public Buffers {
            if (payloadBytes < 1 || payloadBytes > 1456) {
                throw new IllegalArgumentException("Payload of " + payloadBytes + " bytes");
            }
            if (sendPackets < 32 || receivePackets < 32 || receivePackets > 1 << 20) {
                throw new IllegalArgumentException("Buffers of " + sendPackets + " packets");
            }
            if (highWaterPackets < 2 || highWaterPackets > sendPackets) {
                throw new IllegalArgumentException("High water at " + highWaterPackets);
            }
        }
    }

    /**
     * What is borne with.
     *
     * @param reorderPackets the most a packet may come late by before its loss is reported
     * @param peerIdleMillis silence after which a peer is gone
     * @param minimumVersion the oldest SRT version of a peer, 0x010300 = 1.3.0
     */
    public record Tolerance(int reorderPackets, int peerIdleMillis, int minimumVersion) {
        public static final Tolerance DEFAULT = new Tolerance(0, 5_000, 0x010300);
    }

    /** The secret, if any, and its keys. */
    public record Encryption(Optional<Passphrase> passphrase, KeySettings keys) {
        public static final Encryption NONE =
                new Encryption(Optional.empty(), KeySettings.ofBytes(16));

        /** With a passphrase, and keys of 16, 24 or 32 bytes. */
        public static Encryption of(String passphrase, int keyBytes) {
            return new Encryption(
                    Optional.of(new Passphrase(passphrase)), KeySettings.ofBytes(keyBytes));
        }
    }

    /** The same with another latency, for both directions. */
    public SrtSettings withLatencyMillis(int millis) {
        return new SrtSettings(
                millis, millis, bandwidth, buffers, tolerance, encryption, lingerMillis);
    }

    /** The same with a passphrase, or without. */
    public SrtSettings withEncryption(Encryption newEncryption) {
        return new SrtSettings(
                receiveLatencyMillis,
                peerLatencyMillis,
                bandwidth,
                buffers,
                tolerance,
                newEncryption,
                lingerMillis);
    }

    /** The same with another rate. */
    public SrtSettings withBandwidth(Bandwidth newBandwidth) {
        return new SrtSettings(
                receiveLatencyMillis,
                peerLatencyMillis,
                newBandwidth,
                buffers,
                tolerance,
                encryption,
                lingerMillis);
    }

    /** The same with other tolerances. */
    public SrtSettings withTolerance(Tolerance newTolerance) {
        return new SrtSettings(
                receiveLatencyMillis,
                peerLatencyMillis,
                bandwidth,
                buffers,
                newTolerance,
                encryption,
                lingerMillis);
    }

    /** The same with other buffers. */
    public SrtSettings withBuffers(Buffers newBuffers) {
        return new SrtSettings(
                receiveLatencyMillis,
                peerLatencyMillis,
                bandwidth,
                newBuffers,
                tolerance,
                encryption,
                lingerMillis);
    }

    /** The same with another wait at the close. */
    public SrtSettings withLingerMillis(int millis) {
        return new SrtSettings(
                receiveLatencyMillis,
                peerLatencyMillis,
                bandwidth,
                buffers,
                tolerance,
                encryption,
                millis);
    }
}
