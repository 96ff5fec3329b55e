package io.millrace.runtime.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private final Logger logger = logger();

    private static Logger logger() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        return context.getLogger("io.millrace.Some");
    }

    private String line(@Nullable Throwable thrown, String message, Object... arguments) {
        LoggingEvent event =
                new LoggingEvent("caller", logger, Level.WARN, message, thrown, arguments);
        event.setInstant(Instant.parse("2026-01-02T03:04:05Z"));
        event.setThreadName("loop-1");
        return new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void encode_namedPlaceholders_areMembersOfTheirOwn() {
        assertEquals(
                """
                {"time":"2026-01-02T03:04:05Z","level":"WARN","logger":"io.millrace.Some",\
                "thread":"loop-1","message":"path=live/a epoch=7 ended: it said \\"no\\"",\
                "path":"live/a","epoch":"7"}
                """,
                line(null, "path={} epoch={} ended: {}", "live/a", 7, "it said \"no\""));
    }

    @Test
    void encode_controlCharacters_stayOnOneLine() {
        String line = line(null, "{}", "a\nb\t\u0001\\");
        assertTrue(line.contains("\"message\":\"a\\nb\\t\\u0001\\\\\""), line);
        assertEquals(line.length() - 1, line.indexOf('\n'));
    }

    @Test
    void encode_exception_hasItsStackTrace() {
        String line = line(new IllegalStateException("broken"), "session={} failed", "s1");
        assertTrue(line.contains("\"session\":\"s1\""), line);
        assertTrue(line.contains("java.lang.IllegalStateException: broken\\n\\tat "), line);
    }
}
