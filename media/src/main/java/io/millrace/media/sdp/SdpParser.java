package io.millrace.media.sdp;

import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads session descriptions leniently, for what cameras write: any line ends, missing or unknown
 * lines, no order within the session or a media part. Only {@code m=} lines must be right, for all
 * that follows hangs on them. One description a parser.
 */
final class SdpParser {
    private static final int MAX_CHARACTERS = 65_536;
    private static final int MAX_LINES = 1_024;
    private static final int MAX_MEDIA = 64;
    private static final int MAX_FORMATS = 128;

    private final List<SdpAttribute> sessionAttributes = new ArrayList<>();
    private final List<SdpMedia> media = new ArrayList<>();
    private String name = "";
    private Optional<String> sessionAddress = Optional.empty();

    SessionDescription parse(String text) throws MalformedMediaException {
        if (text.length() > MAX_CHARACTERS) {
            throw new MalformedMediaException("SDP of " + text.length() + " characters");
        }
        String[] lines = text.split("\\r\\n|\\n|\\r", MAX_LINES + 1);
        if (lines.length > MAX_LINES) {
            throw new MalformedMediaException("SDP of more than " + MAX_LINES + " lines");
        }
        for (String line : lines) {
            String trimmed = line.strip();
            if (trimmed.length() >= 2 && trimmed.charAt(1) == '=') {
                parseLine(trimmed.charAt(0), trimmed.substring(2).strip());
            }
        }
        return new SessionDescription(name, sessionAddress, sessionAttributes, media);
    }

    private void parseLine(char type, String value) throws MalformedMediaException {
        switch (type) {
            case 'm' -> addMedia(value);
            case 'a' -> addAttribute(value);
            case 'c' -> addConnection(value);
            case 's' -> name = value;
            default -> {} // v, o, t, b and others tell nothing that is needed.
        }
    }

    /** {@code m=<media> <port>[/<count>] <protocol> <format> ...}. */
    private void addMedia(String value) throws MalformedMediaException {
        String[] words = value.split("\\s+", MAX_FORMATS + 4);
        if (words.length < 3 || words.length > MAX_FORMATS + 3 || media.size() == MAX_MEDIA) {
            throw new MalformedMediaException("m=" + shortened(value) + " (RFC 8866, 5.14)");
        }
        String port = words[1].split("/", 2)[0];
        media.add(
                new SdpMedia(
                        words[0],
                        SdpNumbers.parse(port, 65_535)
                                .orElseThrow(() ->
                                        new MalformedMediaException(
                                                "m= with port " + shortened(port))),
                        words[2],
                        List.of(words).subList(3, words.length),
                        Optional.empty(),
                        List.of()));
    }

    private void addAttribute(String value) {
        String[] pair = value.split(":", 2);
        SdpAttribute attribute =
                new SdpAttribute(pair[0].strip(), pair.length == 2 ? pair[1].strip() : "");
        if (media.isEmpty()) {
            sessionAttributes.add(attribute);
            return;
        }
        SdpMedia last = media.removeLast();
        List<SdpAttribute> attributes = new ArrayList<>(last.attributes());
        attributes.add(attribute);
        media.add(with(last, last.connectionAddress(), attributes));
    }

    /** {@code c=IN IP4 <address>[/<ttl>]}. */
    private void addConnection(String value) {
        String[] words = value.split("\\s+", 4);
        if (words.length < 3) {
            return;
        }
        Optional<String> address = Optional.of(words[2].split("/", 2)[0]);
        if (media.isEmpty()) {
            sessionAddress = address;
        } else {
            SdpMedia last = media.removeLast();
            media.add(with(last, address, last.attributes()));
        }
    }

    private static SdpMedia with(
            SdpMedia old, Optional<String> address, List<SdpAttribute> attributes) {
        return new SdpMedia(
                old.kind(), old.port(), old.protocol(), old.formats(), address, attributes);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
