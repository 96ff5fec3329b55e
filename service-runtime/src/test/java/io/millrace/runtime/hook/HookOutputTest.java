package io.millrace.runtime.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HookOutputTest {
    private final List<String> lines = new ArrayList<>();
    private long nowMillis;

    private void drain(String text) throws IOException {
        new HookOutput(lines::add, () -> nowMillis)
                .drain(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void drain_fewLines_tellsThem() throws Exception {
        drain("one\n\ntwo\nthree");
        assertEquals(List.of("one", "two", "three"), lines);
    }

    @Test
    void drain_flood_tellsSomeAndHowManyMore() throws Exception {
        drain("line\n".repeat(100_000));
        assertEquals(21, lines.size());
        assertEquals("(99980 more lines are left out)", lines.getLast());
    }

    @Test
    void drain_endlessLineWithControls_isCutAndHarmless() throws Exception {
        drain("a\u001b[31mé" + "x".repeat(1 << 20) + "\n");
        assertEquals(1, lines.size());
        assertEquals(512, lines.getFirst().length());
        assertTrue(lines.getFirst().startsWith("a?[31m??x"), lines.getFirst());
    }
}
