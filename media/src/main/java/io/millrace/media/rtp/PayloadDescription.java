package io.millrace.media.rtp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How SDP describes one RTP payload type: rtpmap and fmtp (RFC 8866, sections 6.6 and 6.15).
 *
 * @param encodingName as it was written; compared without case
 * @param clockRate ticks a second of RTP timestamps
 * @param channels of audio; 1 where it is not said
 * @param parameters of fmtp, names in lower case, in their order
 */
public record PayloadDescription(
        int payloadType,
        String encodingName,
        int clockRate,
        int channels,
        Map<String, String> parameters) {
    /** The first dynamic payload type (RFC 3551, section 6). */
    public static final int FIRST_DYNAMIC = 96;

    public PayloadDescription {
        if (payloadType < 0 || payloadType > 127 || clockRate <= 0) {
            throw new IllegalArgumentException(
                    "payload type " + payloadType + ", clock rate " + clockRate);
        }
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    public boolean isNamed(String name) {
        return encodingName.equalsIgnoreCase(name);
    }

    public String upperCaseName() {
        return encodingName.toUpperCase(Locale.ROOT);
    }

    /** A parameter that is a number of at most nine digits; empty if it is not. */
    OptionalInt number(String name) {
        return parameter(name)
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(value -> OptionalInt.of(Integer.parseInt(value)))
                .orElse(OptionalInt.empty());
    }

    /** A parameter by its name in lower case. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name.toLowerCase(Locale.ROOT)));
    }
}
