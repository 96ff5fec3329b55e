package io.millrace.media.rtp;

import io.millrace.media.Ac3Format;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.ac3.Ac3Header;
import java.util.Map;
import java.util.Optional;

/** AC-3 (RFC 4184): whole syncframes, or fragments of one. */
record Ac3Payload(Ac3Format format) implements RtpPayload {
    private static final int WHOLE_FRAMES = 0;
    private static final int FIRST_FRAGMENT_WITH_MOST = 1;
    private static final int FIRST_FRAGMENT = 2;
    private static final int LATER_FRAGMENT = 3;

    static final RtpEncoding RECEIVED =
            new RtpEncoding(
                    _ -> Optional.empty(),
                    (description, limits, sink) ->
                            new AudioDepacketizer(
                                    new SyncframeDepacketizer(
                                            limits, Ac3Payload::isWhole, Ac3Payload::head),
                                    description.clockRate(),
                                    sink));

    /** Section 4.1.1: 6 bits must be zero, then the frame type. */
    private static boolean isWhole(int header) {
        return (header & 3) == WHOLE_FRAMES;
    }

    private static SyncframeDepacketizer.Syncframe head(byte[] data, int offset, int size)
            throws MalformedMediaException {
        Ac3Header header = Ac3Header.parse(data, offset, size);
        return new SyncframeDepacketizer.Syncframe(
                header.format(), header.frameBytes(), Ac3Format.SAMPLES_PER_UNIT, true);
    }

    @Override
    public PayloadDescription describe(int payloadType) {
        return new PayloadDescription(
                payloadType, "AC3", format.clockRate(), format.channels(), Map.of());
    }

    @Override
    public Packetizer packetizer(RtpSender sender) {
        return new SyncframePacketizer(sender, Ac3Payload::header);
    }

    /** The first fragment says whether it has the first 5/8 of the frame (4.1.1). */
    private static int header(int total, int fragment, int firstBytes, int frameBytes) {
        if (total == 1) {
            return WHOLE_FRAMES;
        }
        if (fragment > 0) {
            return LATER_FRAGMENT;
        }
        return firstBytes * 8L >= frameBytes * 5L ? FIRST_FRAGMENT_WITH_MOST : FIRST_FRAGMENT;
    }

    @Override
    public boolean coversChangeTo(Format next) {
        return next instanceof Ac3Format ac3 && ac3.sampleRate() == format.sampleRate();
    }
}
