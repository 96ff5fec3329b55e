package io.millrace.rtsp.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One alternative of a Transport header (RFC 2326, section 12.39).
 *
 * @param secure whether the packets are those of SRTP: profile SAVP (RFC 3711, section 12)
 * @param record true for {@code mode=record} and its dialects {@code receive}; else play
 * @param channels of interleaved frames: RTP, RTCP
 * @param clientPorts RTP, RTCP
 */
public record Transport(
        Lower lower,
        boolean secure,
        boolean multicast,
        boolean record,
        Optional<Pair> channels,
        Optional<Pair> clientPorts,
        Optional<Pair> serverPorts) {

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
    private static final int MAX_ALTERNATIVES = 16;
    private static final String SECURE = "RTP/SAVP";

    /** What carries the RTP packets. */
    public enum Lower {
        TCP,
        UDP
    }

    /** Two channels or ports: of RTP and of RTCP. */
    public record Pair(int rtp, int rtcp) {
        @Override
        public String toString() {
            return rtp + "-" + rtcp;
        }
    }

    /** The alternatives that we understand, in the peer's order of preference; others left out. */
    public static List<Transport> parse(String header) {
        List<Transport> transports = new ArrayList<>();
        for (String alternative : header.split(",", MAX_ALTERNATIVES)) {
            parseOne(alternative.strip()).ifPresent(transports::add);
        }
        return transports;
    }

    private static Optional<Transport> parseOne(String text) {
        String[] parts = text.split(";", -1);
        String specifier = parts[0].strip().toUpperCase(Locale.ROOT);
        Optional<Lower> lower = lower(specifier);
        if (lower.isEmpty()) {
            return Optional.empty();
        }
        // Multicast is the standard's default; in the field a missing word means unicast.
        boolean multicast = false;
        boolean record = false;
        Optional<Pair> channels = Optional.empty();
        Optional<Pair> clientPorts = Optional.empty();
        Optional<Pair> serverPorts = Optional.empty();
        for (int i = 1; i < parts.length; i++) {
            String[] nameAndValue = parts[i].strip().split("=", 2);
            String value = nameAndValue.length == 2 ? unquote(nameAndValue[1].strip()) : "";
            switch (nameAndValue[0].toLowerCase(Locale.ROOT)) {
                case "multicast" -> multicast = true;
                case "mode" -> record = isRecord(value);
                case "interleaved" -> channels = pair(value, 255);
                case "client_port" -> clientPorts = pair(value, 65_535);
                case "server_port" -> serverPorts = pair(value, 65_535);
                default -> {
                    // ssrc, ttl, destination, source and the like: ours to choose, not the peer's.
                }
            }
        }
        return Optional.of(
                new Transport(
                        lower.get(),
                        specifier.startsWith(SECURE),
                        multicast,
                        record,
                        channels,
                        clientPorts,
                        serverPorts));
    }

    private static Optional<Lower> lower(String specifier) {
        return switch (specifier) {
            case "RTP/AVP/TCP", "RTP/SAVP/TCP" -> Optional.of(Lower.TCP);
            case "RTP/AVP", "RTP/AVP/UDP", "RTP/SAVP", "RTP/SAVP/UDP" -> Optional.of(Lower.UDP);
            default -> Optional.empty();
        };
    }

    private static boolean isRecord(String mode) {
        String word = mode.toLowerCase(Locale.ROOT);
        return word.equals("record") || word.equals("receive");
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** {@code a-b}, or {@code a} alone, which means {@code a} and the next. */
    private static Optional<Pair> pair(String value, int max) {
        Matcher range = RANGE.matcher(value);
        if (!range.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(range.group(1));
        String rest = range.group(2);
        int second = rest == null ? first + 1 : Integer.parseInt(rest);
        return first > max || second > max
                ? Optional.empty()
                : Optional.of(new Pair(first, second));
    }
}
