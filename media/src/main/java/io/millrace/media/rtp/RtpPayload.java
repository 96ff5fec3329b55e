package io.millrace.media.rtp;

import io.millrace.media.Format;

/** How units of one format go to readers in RTP. */
interface RtpPayload {
    /** How a session description tells the format. */
    PayloadDescription describe(int payloadType);

    Packetizer packetizer(RtpSender sender);

    /** Whether a reader that was told this format can go on with {@code next}, untold. */
    boolean coversChangeTo(Format next);
}
