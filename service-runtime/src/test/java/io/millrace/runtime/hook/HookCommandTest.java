package io.millrace.runtime.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    ffmpeg -i x            | ffmpeg,-i,x
                    a  "b c"   'd e'       | a,b c,d e
                    a b\\ c                | a,b c
                    a "b\\"c" 'd\\e'       | a,b"c,d\\e
                    a ''                   | a,
                    a b"c d"e              | a,bc de
                    a ; rm -rf $(x) > y && z | a,;,rm,-rf,$(x),>,y,&&,z
                    """)
    void parse_line_isSplitWithoutAShell(String line, String words) {
        assertEquals(List.of(words.split(",", -1)), HookCommand.parse(line).words());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = "a 'b\na \"b\na \\\n'' x\n")
    void parse_senseless_throws(String line) {
        assertThrows(IllegalArgumentException.class, () -> HookCommand.parse(line));
    }

    @Test
    void arguments_namesOfVariables_standForThePathOnly() {
        HookCommand command =
                HookCommand.parse("run x/$MILLRACE_PATH '${MILLRACE_PATH}y' $MILLRACE_QUERY $HOME");
        Map<String, String> variables =
                Map.of("MILLRACE_PATH", "cam/1", "MILLRACE_QUERY", "'; rm -rf /");
        assertEquals(
                List.of("run", "x/cam/1", "cam/1y", "$MILLRACE_QUERY", "$HOME"),
                command.arguments(variables));
    }

    @Property(tries = 300)
    void parse_anyLine_throwsOnlyItsOwn(@ForAll String line) {
        try {
            HookCommand.parse(line);
        } catch (IllegalArgumentException senseless) {
            assertEquals(IllegalArgumentException.class, senseless.getClass());
        }
    }
}
