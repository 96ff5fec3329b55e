package io.millrace.ingest.source;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What stands after the question mark of an address: options, by name. */
record AddressQuery(Map<String, String> options) {
    AddressQuery {
        options = Map.copyOf(options);
    }

    /** Of an address's text; what comes twice counts as it comes last. */
    static AddressQuery of(String text) {
        int mark = text.indexOf('?');
        Map<String, String> options = new HashMap<>();
        for (String pair : mark < 0 ? new String[0] : text.substring(mark + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            options.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return new AddressQuery(options);
    }

    /** What cannot be decoded stands for itself; a plus does in any case: ids have some. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(options.get(name)).filter(value -> !value.isEmpty());
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException if it is none in these bounds
     */
    int number(String name, int least, int most, int otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        boolean fits = text.get().matches("[0-9]{1,9}");
        int number = fits ? Integer.parseInt(text.get()) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "%s must be a number from %d to %d".formatted(name, least, most));
        }
        return number;
    }
}
