package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/**
 * Frames of a codec whose key frames tell the format, and which come in the order they are shown.
 * Frames before the first key frame are dropped. Not thread-safe.
 */
final class SelfDescribingFrames implements FrameDepacketizer.Payload {
    private static final long FRAME_TICKS_WHERE_UNKNOWN = Format.VIDEO_CLOCK_RATE / 30;

    private final Codec codec;
    private Optional<Format> format = Optional.empty();

    /**
     * What a frame's first bytes tell.
     *
     * @param format of key frames
     */
    record Head(boolean keyFrame, Optional<? extends Format> format) {}

    /** One codec's packets and frames. */
    interface Codec {
        /** Bytes before the fragment in a packet; the packet is not empty. */
        int headerBytes(byte[] packet) throws MalformedMediaException;

        boolean beginsFrame(byte[] packet);

        Head head(byte[] frame) throws MalformedMediaException;
    }

    SelfDescribingFrames(Codec codec) {
        this.codec = codec;
    }

    /** How publishers send such a codec. */
    static RtpEncoding encoding(Codec codec) {
        return new RtpEncoding(
                _ -> Optional.empty(),
                (description, limits, sink) ->
                        new FrameDepacketizer(
                                new SelfDescribingFrames(codec),
                                description.clockRate(),
                                limits,
                                sink));
    }

    @Override
    public int headerBytes(byte[] packet) throws MalformedMediaException {
        return codec.headerBytes(packet);
    }

    @Override
    public boolean beginsUnit(byte[] packet, int offset) {
        return codec.beginsFrame(packet);
    }

    @Override
    public Optional<FrameDepacketizer.Frame> frame(byte[] joined) throws MalformedMediaException {
        Head head = codec.head(joined);
        if (head.format().isPresent()) {
            format = head.format().map(Format.class::cast);
        }
        return format.map(_ -> new FrameDepacketizer.Frame(joined, head.keyFrame()));
    }

    @Override
    public Format format() {
        return format.orElseThrow();
    }

    @Override
    public int reorderDepth() {
        return 0;
    }

    @Override
    public long frameTicks() {
        return FRAME_TICKS_WHERE_UNKNOWN;
    }
}
