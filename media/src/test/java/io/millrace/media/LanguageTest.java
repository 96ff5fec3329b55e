package io.millrace.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LanguageTest {
    @ParameterizedTest
    @CsvSource({
        "eng, en, eng, English",
        "en, en, eng, English",
        "ger, de, deu, German",
        "deu, de, deu, German",
        "pt_br, pt-BR, por, Portuguese (Brazil)",
        "ast, ast, ast, Asturian",
        "qaa, qaa, qaa, qaa",
    })
    void of_codeOrTag_isTheShortestTag(String text, String tag, String code, String name) {
        Language language = Language.of(text).orElseThrow();
        assertEquals(tag, language.tag());
        assertEquals(code, language.threeLetters());
        assertEquals(name, language.englishName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "und", "mis", "zxx", "xx", "\0\0\0", "```", "e", "english", "i-x"})
    void of_noLanguage_isNone(String text) {
        assertEquals(Optional.empty(), Language.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EN", "en\"", "e", "en-", "en-123456789"})
    void language_malformedTag_isRefused(String tag) {
        assertThrows(IllegalArgumentException.class, () -> new Language(tag));
    }

    @Property(tries = 500)
    void of_anything_hasACodeOfThreeLettersOrIsNone(@ForAll String text) {
        Language.of(text).ifPresent(language -> assertEquals(3, language.threeLetters().length()));
    }
}
