package io.millrace.media.opus;

import io.millrace.media.MalformedMediaException;

/** Reads how long an Opus packet lasts from its first bytes (RFC 6716, section 3.1). */
public final class OpusPacket {
    /** The longest packet: 120 ms at 48 kHz. */
    public static final int MAX_SAMPLES = 5_760;

    private static final int[] SILK = {480, 960, 1920, 2880};
    private static final int[] HYBRID = {480, 960};
    private static final int[] CELT = {120, 240, 480, 960};
    private static final int FIRST_HYBRID = 12;
    private static final int FIRST_CELT = 16;

    private OpusPacket() {}

    /**
     * Samples at 48 kHz. Of several streams, all packets last the same, and the first one tells: a
     * self-delimited packet begins as any other (RFC 6716, appendix B).
     */
    public static int samples(byte[] packet, int offset, int size) throws MalformedMediaException {
        if (size < 1 || offset < 0 || size > packet.length - offset) {
            throw new MalformedMediaException("empty Opus packet (RFC 6716, section 3.1)");
        }
        int toc = packet[offset] & 0xFF;
        int samples = frameSamples(toc >> 3) * frames(toc, packet, offset, size);
        if (samples == 0 || samples > MAX_SAMPLES) {
            throw new MalformedMediaException(
                    "Opus packet of %d samples (RFC 6716, section 3.2.5)".formatted(samples));
        }
        return samples;
    }

    public static int samples(byte[] packet) throws MalformedMediaException {
        return samples(packet, 0, packet.length);
    }

    /** Samples of one frame by configuration number (table 2). */
    private static int frameSamples(int configuration) {
        if (configuration < FIRST_HYBRID) {
            return SILK[configuration & 3];
        }
        return configuration < FIRST_CELT ? HYBRID[configuration & 1] : CELT[configuration & 3];
    }

    private static int frames(int toc, byte[] packet, int offset, int size)
            throws MalformedMediaException {
        return switch (toc & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> {
                if (size < 2) {
                    throw new MalformedMediaException(
                            "Opus packet without frame count (RFC 6716, section 3.2.5)");
                }
                yield packet[offset + 1] & 0x3F;
            }
        };
    }
}
