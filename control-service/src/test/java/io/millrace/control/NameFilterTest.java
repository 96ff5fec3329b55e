package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NameFilterTest {
    private static List<String> wanted(NameFilter filter) {
        return Stream.of("a", "live/a", "live/b", "archive/a").filter(filter).toList();
    }

    @Test
    void filter_ofNothing_wantsAll() {
        assertEquals(4, wanted(NameFilter.of("", "", "")).size());
    }

    @Test
    void filter_ofSeveral_wantsWhatFitsAll() {
        assertEquals(List.of("live/a", "live/b"), wanted(NameFilter.of("live/", "", "")));
        assertEquals(List.of("live/a", "archive/a"), wanted(NameFilter.of("", "/a", "")));
        assertEquals(List.of("a"), wanted(NameFilter.of("", "", "a")));
        assertEquals(List.of("live/b"), wanted(NameFilter.of("l", "/", "(?!.*a).*")));
    }

    @Test
    void expression_wrong_isRefusedWithTheReason() {
        String told =
                String.valueOf(
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> NameFilter.of("", "", "live/("))
                                .getMessage());
        assertEquals("'live/(' is no regular expression: Unclosed group", told);
        assertThrows(
                IllegalArgumentException.class,
                () -> NameFilter.of("", "", "a".repeat(NameFilter.MOST_EXPRESSION + 1)));
    }

    @Test
    void expression_thatBacktracksForEver_isGivenUp() {
        NameFilter costly = NameFilter.of("", "", "(.*a){12}b");
        assertThrows(IllegalArgumentException.class, () -> costly.test("a".repeat(170)));
    }
}
