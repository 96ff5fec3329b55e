package io.millrace.runtime.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfigCommandTest {
    private static final Map<String, String> KEY = Map.of("MILLRACE_CONFKEY", "k");

    @TempDir Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void check_goodFile_isGood() throws Exception {
        assertEquals(0, run(Map.of(), "check", file("rtsp: {port: 1}")));
        assertTrue(out.toString(UTF_8).endsWith(": good\n"));
    }

    @Test
    void check_wrongFile_tellsEachWithItsLine() throws Exception {
        String file = file("rtsp:\n  port: x\nrtmpp: {}\n");
        assertEquals(78, run(Map.of(), "check", file));
        assertEquals(
                """
                rtsp.port: 'x' is not a whole number (%s line 2, column 9)
                rtmpp: unknown section; did you mean 'rtmp'? (%s line 3, column 1)
                """
                        .formatted(file, file),
                errors.toString(UTF_8));
    }

    @Test
    void show_hidesSecrets() throws Exception {
        String file = file("path-defaults: {srt-read-passphrase: 0123456789}");
        assertEquals(0, run(Map.of("MILLRACE_RTSP_PORT", "7"), "show", "--config", file));
        String shown = out.toString(UTF_8);
        assertTrue(shown.contains("  port: 7  # environment MILLRACE_RTSP_PORT\n"), shown);
        assertTrue(shown.contains("srt-read-passphrase: '(hidden)'"), shown);
        assertFalse(shown.contains("0123456789"), shown);
    }

    @Test
    void encrypt_decrypt_givesTheFileAgain() throws Exception {
        String file = file("rtsp: {port: 7}\n");
        assertEquals(0, run(KEY, "encrypt", "--in-place", file));
        assertFalse(Files.readString(Path.of(file)).contains("rtsp"));
        try (var files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
        assertEquals(0, run(KEY, "check", file));
        out.reset();
        assertEquals(0, run(KEY, "decrypt", file));
        assertEquals("rtsp: {port: 7}\n", out.toString(UTF_8));
    }

    @Test
    void encrypt_withoutKeyOrFile_saysWhatIsMissing() throws Exception {
        assertEquals(64, run(Map.of(), "encrypt", file("")));
        assertEquals("millrace: set MILLRACE_CONFKEY to the key\n", errors.toString(UTF_8));
        assertEquals(1, run(KEY, "decrypt", file("rtsp: {}")));
        assertEquals(1, run(KEY, "encrypt", directory.resolve("none").toString()));
    }

    @Test
    void schemaAndExample_arePrinted() {
        run(Map.of(), "schema");
        run(Map.of(), "example");
        assertEquals(ConfigSchema.json() + ConfigExample.yaml(), out.toString(UTF_8));
    }

    private String file(String text) throws Exception {
        return Files.writeString(directory.resolve("millrace.yml"), text).toString();
    }

    private int run(Map<String, String> environment, String... arguments) {
        PrintStream terminal = new PrintStream(out, true, UTF_8);
        PrintStream complaints = new PrintStream(errors, true, UTF_8);
        return new CommandLine(new ConfigCommand(environment, terminal, complaints))
                .execute(arguments);
    }
}
