package io.millrace.media.sdp;

import io.millrace.media.Language;
import io.millrace.media.rtp.PayloadDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One media description: an {@code m=} line and what follows it (RFC 8866, section 5.14).
 *
 * @param kind {@code video}, {@code audio}, {@code application} and so on, as written
 * @param protocol such as {@code RTP/AVP}
 * @param formats payload types as written
 * @param connectionAddress of its own {@code c=} line
 */
public record SdpMedia(
        String kind,
        int port,
        String protocol,
        List<String> formats,
        Optional<String> connectionAddress,
        List<SdpAttribute> attributes) {
    /** The attribute that names it (RFC 8866, 6.12). */
    static final String LANGUAGE = "lang";

    private static final int MAX_PARAMETERS = 64;

    public SdpMedia {
        formats = List.copyOf(formats);
        attributes = List.copyOf(attributes);
    }

    /** The value of the first attribute of that name. */
    public Optional<String> attribute(String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equalsIgnoreCase(name))
                .map(SdpAttribute::value)
                .findFirst();
    }

    /** The URL, mostly relative, that SETUP names this media by (RFC 2326, C.1.1). */
    public Optional<String> control() {
        return attribute("control");
    }

    /** What is spoken in it, where it says so. */
    public Optional<Language> language() {
        return attribute(LANGUAGE).flatMap(Language::of);
    }

    /**
     * The payload types, in order of preference, as far as rtpmap or RFC 3551 say what they are; a
     * session looks for the first one that it knows, and refuses the others by their names.
     */
    public List<PayloadDescription> payloads() {
        List<PayloadDescription> payloads = new ArrayList<>();
        for (String format : formats) {
            OptionalInt type = SdpNumbers.parse(format, 127);
            if (type.isPresent()) {
                payload(type.getAsInt()).ifPresent(payloads::add);
            }
        }
        return payloads;
    }

    private Optional<PayloadDescription> payload(int type) {
        Optional<String> rtpmap = forType("rtpmap", type);
        Map<String, String> parameters =
                forType("fmtp", type).map(SdpMedia::parameters).orElse(Map.of());
        if (rtpmap.isEmpty()) {
            return StaticPayloadTypes.of(type, parameters);
        }
        String[] parts = rtpmap.get().trim().split("/", 4);
        OptionalInt clockRate =
                parts.length < 2 ? OptionalInt.empty() : SdpNumbers.parse(parts[1], 10_000_000);
        if (clockRate.isEmpty() || clockRate.getAsInt() == 0) {
            return Optional.empty();
        }
        int channels = parts.length < 3 ? 1 : SdpNumbers.parse(parts[2], 255).orElse(1);
        return Optional.of(
                new PayloadDescription(
                        type,
                        parts[0].trim(),
                        clockRate.getAsInt(),
                        Math.max(channels, 1),
                        parameters));
    }

    /** The rest of the attribute {@code name:type rest}. */
    private Optional<String> forType(String name, int type) {
        String prefix = Integer.toString(type);
        return attributes.stream()
                .filter(attribute -> attribute.name().equalsIgnoreCase(name))
                .map(attribute -> attribute.value().trim().split("\\s+", 2))
                .filter(words -> words.length == 2 && words[0].equals(prefix))
                .map(words -> words[1])
                .findFirst();
    }

    /** {@code name=value; name=value}; values may hold further equals signs (base64). */
    private static Map<String, String> parameters(String fmtp) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : fmtp.split(";", MAX_PARAMETERS)) {
            String[] pair = parameter.trim().split("=", 2);
            if (!pair[0].isBlank()) {
                parameters.putIfAbsent(
                        pair[0].trim().toLowerCase(Locale.ROOT),
                        pair.length == 2 ? pair[1].trim() : "");
            }
        }
        return parameters;
    }
}
