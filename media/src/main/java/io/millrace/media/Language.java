package io.millrace.media;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The language of a track, as its shortest tag (RFC 5646, section 2.2.1): {@code en}, {@code
 * pt-BR}, {@code ast}.
 */
public record Language(String tag) {
    private static final Pattern TAG = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}");
    private static final int MAX_CHARACTERS = 35;

    /** Not determined, not coded, no language (ISO 639-2). */
    private static final Set<String> NONE = Set.of("und", "mis", "zxx");

    /** Codes of two letters (ISO 639-1), by that of three for terms (ISO 639-2/T). */
    private static final Map<String, String> TWO_LETTERS =
            Arrays.stream(Locale.getISOLanguages())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    two -> Locale.of(two).getISO3Language(),
                                    Function.identity(),
                                    (first, _) -> first));

    /**
     * Those of ISO 639-2/B, for libraries and broadcasters, that differ from the ones for terms.
     */
    private static final Map<String, String> BIBLIOGRAPHIC =
            Map.ofEntries(
                    entry("alb", "sq"),
                    entry("arm", "hy"),
                    entry("baq", "eu"),
                    entry("bur", "my"),
                    entry("chi", "zh"),
                    entry("cze", "cs"),
                    entry("dut", "nl"),
                    entry("fre", "fr"),
                    entry("geo", "ka"),
                    entry("ger", "de"),
                    entry("gre", "el"),
                    entry("ice", "is"),
                    entry("mac", "mk"),
                    entry("mao", "mi"),
                    entry("may", "ms"),
                    entry("per", "fa"),
                    entry("rum", "ro"),
                    entry("slo", "sk"),
                    entry("tib", "bo"),
                    entry("wel", "cy"));

    public Language {
        if (!TAG.matcher(tag).matches() || tag.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("language tag " + tag);
        }
    }

    /** Of a tag, or of a code of three letters; empty if it names no language. */
    public static Optional<Language> of(String text) {
        if (text.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        String tag = Locale.forLanguageTag(text.strip().replace('_', '-')).toLanguageTag();
        if (!TAG.matcher(tag).matches()) {
            return Optional.empty();
        }
        int end = tag.indexOf('-') < 0 ? tag.length() : tag.indexOf('-');
        String primary = shortest(tag.substring(0, end));
        boolean isKnown = primary.length() == 3 || TWO_LETTERS.containsValue(primary);
        return isKnown && !NONE.contains(primary)
                ? Optional.of(new Language(primary + tag.substring(end)))
                : Optional.empty();
    }

    private static String shortest(String code) {
        return TWO_LETTERS.getOrDefault(code, BIBLIOGRAPHIC.getOrDefault(code, code));
    }

    /** The code of three letters for terms (ISO 639-2/T, ISO 639-3). */
    public String threeLetters() {
        return Locale.forLanguageTag(tag).getISO3Language();
    }

    /** What it is called in English, for people. */
    public String englishName() {
        return Locale.forLanguageTag(tag).getDisplayName(Locale.ENGLISH);
    }
}
