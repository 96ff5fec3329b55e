package io.millrace.srt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.testkit.ModuleDependencies;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LibraryTest {
    /** jspecify comes by the parent, to all modules; why SLF4J's API: ADR 0014. */
    @Test
    void artifact_bringsNettyMediaStreamAndALoggingApiOnly() throws Exception {
        assertEquals(
                Set.of("io.netty", "media", "stream", "org.slf4j"),
                ModuleDependencies.of(Path.of("").toAbsolutePath()));
    }
}
