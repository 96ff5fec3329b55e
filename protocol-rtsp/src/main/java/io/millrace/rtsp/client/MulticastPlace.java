package io.millrace.rtsp.client;

import io.millrace.rtsp.message.Transport;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The group and its ports that an answer to SETUP names (RFC 2326, section 12.39). */
record MulticastPlace(InetAddress group, Transport.Pair ports) {
    private static final Pattern DESTINATION =
            Pattern.compile("(?i)(?:^|;)\\s*destination=\"?([0-9a-f.:]+)\"?\\s*(?:;|$)");
    private static final Pattern PORTS =
            Pattern.compile("(?i)(?:^|;)\\s*port=([0-9]{1,5})(?:-([0-9]{1,5}))?\\s*(?:;|$)");
    private static final int MAX_PORT = 65_535;

    /** Empty where the header names none, or a group that is none. */
    static Optional<MulticastPlace> parse(String transport) {
        Matcher destination = DESTINATION.matcher(transport);
        Matcher ports = PORTS.matcher(transport);
        if (!destination.find() || !ports.find()) {
            return Optional.empty();
        }
        int rtp = Integer.parseInt(ports.group(1));
        int rtcp = ports.group(2) == null ? rtp + 1 : Integer.parseInt(ports.group(2));
        if (rtp < 1 || rtp > MAX_PORT || rtcp < 1 || rtcp > MAX_PORT) {
            return Optional.empty();
        }
        try {
            InetAddress group = InetAddress.ofLiteral(destination.group(1));
            return group.isMulticastAddress()
                    ? Optional.of(new MulticastPlace(group, new Transport.Pair(rtp, rtcp)))
                    : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
