package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Optional;

/**
 * How publishers describe and send one encoding.
 *
 * @param format what a description tells; empty where parameters come in-band
 */
record RtpEncoding(Describer format, Maker depacketizer) {
    /** Reads the format of a description. */
    interface Describer {
        Optional<? extends Format> of(PayloadDescription description)
                throws MalformedMediaException;
    }

    /** Makes a depacketizer. */
    interface Maker {
        Depacketizer of(PayloadDescription description, RtpLimits limits, Depacketizer.Sink sink)
                throws MalformedMediaException;
    }
}
