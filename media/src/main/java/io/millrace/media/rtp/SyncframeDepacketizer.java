package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads packets of AC-3 (RFC 4184, section 4) and E-AC-3 (RFC 4598, section 4): a header of two
 * bytes, then whole syncframes or a fragment of one; syncframes tell their own size and format.
 */
final class SyncframeDepacketizer implements AudioDepacketizer.Payload {
    private static final int HEADER_BYTES = 2;

    private final Fragments fragments;
    private final WholeFrames wholeFrames;
    private final Head head;
    private Optional<Format> format = Optional.empty();

    /**
     * What a syncframe says.
     *
     * @param beginsUnit no substream that belongs to the syncframe before it
     */
    record Syncframe(Format format, int bytes, int samples, boolean beginsUnit) {}

    /** Whether a packet with this first header byte holds whole frames. */
    interface WholeFrames {
        boolean test(int firstHeaderByte);
    }

    /** Parses the head of a syncframe. */
    interface Head {
        Syncframe parse(byte[] data, int offset, int size) throws MalformedMediaException;
    }

    SyncframeDepacketizer(RtpLimits limits, WholeFrames wholeFrames, Head head) {
        this.fragments = new Fragments(limits);
        this.wholeFrames = wholeFrames;
        this.head = head;
    }

    @Override
    public Format format() {
        return format.orElseThrow();
    }

    @Override
    public boolean dropPartial() {
        return fragments.drop();
    }

    @Override
    public List<AudioDepacketizer.Frame> read(byte[] packet, long timestamp, boolean marker)
            throws MalformedMediaException {
        if (packet.length <= HEADER_BYTES) {
            throw new MalformedMediaException(
                    "AC-3 payload of " + packet.length + " bytes (RFC 4184, section 4.1)");
        }
        int size = packet.length - HEADER_BYTES;
        if (wholeFrames.test(packet[0])) {
            fragments.drop();
            return frames(packet, HEADER_BYTES, packet.length);
        }
        if (fragments.continuesAt(timestamp)) {
            fragments.append(packet, HEADER_BYTES, size);
        } else {
            head.parse(packet, HEADER_BYTES, size); // a later fragment has no syncword
            fragments.drop();
            fragments.begin(packet, HEADER_BYTES, size, timestamp);
        }
        if (!marker) {
            return List.of();
        }
        byte[] whole = fragments.take();
        return frames(whole, 0, whole.length);
    }

    private List<AudioDepacketizer.Frame> frames(byte[] data, int offset, int end)
            throws MalformedMediaException {
        List<AudioDepacketizer.Frame> frames = new ArrayList<>();
        int begin = offset;
        int position = offset;
        int samples = 0;
        while (position < end) {
            Syncframe next = head.parse(data, position, end - position);
            if (next.bytes() > end - position) {
                throw new MalformedMediaException(
                        "AC-3 syncframe of %d bytes, %d left (RFC 4184, section 4)"
                                .formatted(next.bytes(), end - position));
            }
            if (next.beginsUnit()) {
                if (position > begin) {
                    frames.add(frame(data, begin, position, samples));
                    begin = position;
                }
                format = Optional.of(next.format());
                samples = next.samples();
            }
            position += next.bytes();
        }
        if (format.isEmpty()) {
            throw new MalformedMediaException("E-AC-3 begins with a dependent substream");
        }
        frames.add(frame(data, begin, end, samples));
        return frames;
    }

    private static AudioDepacketizer.Frame frame(byte[] data, int begin, int end, int samples) {
        return new AudioDepacketizer.Frame(Arrays.copyOfRange(data, begin, end), samples);
    }
}
