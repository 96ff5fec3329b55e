package io.millrace.media;

/**
 * Any RTP payload that has no parser here, carried as received. A unit is the packets of one
 * timestamp, whole, each after its size in 16 bits (RFC 4571, section 2); header fields but the
 * sequence order and the marker mean nothing any more. Ticks are those of the encoding's clock.
 *
 * @param kind what its media description says
 * @param encodingName of rtpmap, as written
 * @param clockRate of rtpmap
 * @param channels of rtpmap; 1 where it is not said
 * @param formatParameters of fmtp, after the payload type, as written; may be empty
 */
public record RtpFormat(
        MediaKind kind, String encodingName, int clockRate, int channels, String formatParameters)
        implements Format {
    public RtpFormat {
        if (encodingName.isEmpty() || clockRate <= 0 || channels <= 0) {
            throw new IllegalArgumentException(
                    "RTP '%s' at %d Hz".formatted(encodingName, clockRate));
        }
    }

    @Override
    public String codec() {
        return encodingName;
    }

    @Override
    public PayloadForm payloadForm() {
        return PayloadForm.RTP;
    }
}
