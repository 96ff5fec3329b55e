package io.millrace.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.testkit.ModuleDependencies;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LibraryTest {
    /** jspecify comes by the parent, to all modules; SLF4J's API has no dependency of its own. */
    @Test
    void artifact_bringsNettyMediaStreamAndALoggingApiOnly() throws Exception {
        assertEquals(
                Set.of("io.netty", "media", "stream", "org.slf4j"),
                ModuleDependencies.of(Path.of("").toAbsolutePath()));
    }
}
