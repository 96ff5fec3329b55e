package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, section 14. */
final class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 9",
        "bytes=5-, 5, 99",
        "bytes=-10, 90, 99",
        "bytes=-1000, 0, 99",
        "bytes=90-1000, 90, 99",
        "bytes= 99-99 , 99, 99",
    })
    void range_inContentOfHundredBytes_isThesePositions(String header, int first, int last) {
        assertEquals(
                Optional.of(new ByteRange.Positions(first, last)),
                ByteRange.parse(header).orElseThrow().of(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=-0", "bytes=100-200"})
    void range_behindTheEnd_isNone(String header) {
        assertEquals(Optional.empty(), ByteRange.parse(header).orElseThrow().of(100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=-",
                "bytes=9-5",
                "bytes=0-1,5-6",
                "items=0-1",
                "bytes=a-b",
                "",
                "bytes=99999999999999999999-"
            })
    void header_malformedOrOfSeveralRanges_isIgnored(String header) {
        assertEquals(Optional.empty(), ByteRange.parse(header));
    }

    @Property(tries = 300)
    void range_any_isWithinTheContent(
            @ForAll @IntRange(min = -1, max = 200) int first,
            @ForAll @IntRange(min = -1, max = 200) int last,
            @ForAll @IntRange(max = 150) int size) {
        String header = "bytes=" + (first < 0 ? "" : first) + "-" + (last < 0 ? "" : last);
        ByteRange.parse(header)
                .flatMap(range -> range.of(size))
                .ifPresent(bytes -> {
                    assertTrue(bytes.first() >= 0 && bytes.first() <= bytes.last());
                    assertTrue(bytes.last() < size);
                    assertEquals(bytes.last() - bytes.first() + 1, bytes.length());
                });
    }
}
