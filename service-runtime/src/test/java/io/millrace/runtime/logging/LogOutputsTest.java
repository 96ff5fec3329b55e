package io.millrace.runtime.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.config.LogLevel;
import io.millrace.runtime.config.MillraceConfig.LogOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogOutputsTest {
    private static final Logger LOG = LoggerFactory.getLogger("io.millrace.example");

    @TempDir Path directory;

    @AfterEach
    void restore() {
        LogOutputs.apply(new LogOutput(LogLevel.INFO, Optional.empty()));
    }

    @Test
    void level_changed_holdsAtOnce() {
        LogOutputs.apply(new LogOutput(LogLevel.DEBUG, Optional.empty()));
        assertTrue(LOG.isDebugEnabled());
        LogOutputs.apply(new LogOutput(LogLevel.WARN, Optional.empty()));
        assertFalse(LOG.isInfoEnabled());
        assertTrue(LOG.isWarnEnabled());
    }

    @Test
    void file_namedAndTakenAway_getsWhatIsToldMeanwhile() throws Exception {
        Path file = directory.resolve("told.log");
        LogOutputs.apply(new LogOutput(LogLevel.INFO, Optional.of(file)));
        LOG.info("first");
        LogOutputs.apply(new LogOutput(LogLevel.INFO, Optional.of(file)));
        LOG.info("second");
        LogOutputs.apply(new LogOutput(LogLevel.INFO, Optional.empty()));
        LOG.info("third");
        String told = Files.readString(file);
        assertEquals(2, told.lines().count(), told);
        assertTrue(told.contains("first") && told.contains("second"), told);
    }
}
