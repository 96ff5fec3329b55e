package io.millrace.media;

import io.millrace.media.opus.OpusPacket;

/**
 * Opus (RFC 6716). A unit is one packet; of several streams, all but the last self-delimited (RFC
 * 7845, section 3). Ticks are samples at 48 kHz, whatever the encoder's input was.
 *
 * @param channels of the output, 1 to 255
 * @param mappingFamily RFC 7845, section 5.1.1: 0 for mono and stereo, 1 for surround
 * @param streams in each packet
 * @param coupledStreams how many of them are stereo; they come first
 * @param channelMapping one byte a channel, as in section 5.1.1
 * @param preSkip samples to discard at the beginning of a recording
 */
public record OpusFormat(
        int channels,
        int mappingFamily,
        int streams,
        int coupledStreams,
        Bytes channelMapping,
        int preSkip)
        implements AudioFormat {
    /** Ticks a second of every Opus track (RFC 7587, section 4.1). */
    public static final int CLOCK_RATE = 48_000;

    /** What libopus needs at most, at 48 kHz. */
    private static final int DEFAULT_PRE_SKIP = 312;

    public OpusFormat {
        if (channels < 1
                || channels > 255
                || channelMapping.size() != channels
                || streams < 1
                || coupledStreams < 0
                || coupledStreams > streams
                || streams + coupledStreams > 255
                || mappingFamily < 0
                || mappingFamily > 255
                || preSkip < 0
                || preSkip > 0xFFFF) {
            throw new IllegalArgumentException(
                    "Opus with %d channels in %d+%d streams of family %d"
                            .formatted(channels, streams, coupledStreams, mappingFamily));
        }
    }

    /** Mono or stereo in one stream. */
    public static OpusFormat of(int channels) {
        boolean stereo = channels == 2;
        return new OpusFormat(
                channels,
                0,
                1,
                stereo ? 1 : 0,
                Bytes.copyOf(stereo ? new byte[] {0, 1} : new byte[] {0}),
                DEFAULT_PRE_SKIP);
    }

    @Override
    public String codec() {
        return "Opus";
    }

    @Override
    public int clockRate() {
        return CLOCK_RATE;
    }

    @Override
    public int unitTicks(byte[] payload) throws MalformedMediaException {
        return OpusPacket.samples(payload);
    }
}
