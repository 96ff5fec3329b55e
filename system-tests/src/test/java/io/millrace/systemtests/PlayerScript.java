package io.millrace.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.testkit.InstalledProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Players that no Maven repository has, as their makers ship them: fetched by npm from the registry
 * that it is set up with, once a machine. The bytes are pinned.
 */
enum PlayerScript {
    DASH(
            "dashjs",
            "5.2.1",
            "dist/modern/umd/dash.all.min.js",
            "3a22b1f4576ab294f41e56f156cec7972a5f83edda379416778293ff22d2eb49"),
    SHAKA(
            "shaka-player",
            "5.2.12",
            "dist/shaka-player.compiled.js",
            "b22dfdba631104c48a654cb623b08b0f79e2d52c83c0e9b4b7cff54730b55894");

    private static final long FETCH_SECONDS = 90;

    private final String product;
    private final String version;
    private final String file;
    private final String sha256;

    PlayerScript(String product, String version, String file, String sha256) {
        this.product = product;
        this.version = version;
        this.file = file;
        this.sha256 = sha256;
    }

    /** What a page asks for. */
    String address() {
        return "/npm/" + product + "/" + file;
    }

    /** The script; skips the test with one line where it cannot be had. */
    byte[] content() throws IOException, InterruptedException {
        Path kept = cache().resolve(product + "-" + version + ".js");
        if (!Files.exists(kept)) {
            Optional<String> problem = fetch(kept);
            problem.ifPresent(System.out::println);
            assumeTrue(problem.isEmpty(), product + " is not to be had");
        }
        byte[] content = Files.readAllBytes(kept);
        if (!sha256(content).equals(sha256)) {
            Files.delete(kept);
            throw new IOException(product + " " + version + " has other bytes than it had");
        }
        return content;
    }

    private static Path cache() throws IOException {
        return Files.createDirectories(
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "millrace-players-" + System.getProperty("user.name")));
    }

    /** Why it is not there, in one line; empty if it is. */
    private Optional<String> fetch(Path kept) throws IOException, InterruptedException {
        for (String program : List.of("npm", "tar")) {
            Optional<String> missing = new InstalledProgram(program).problem();
            if (missing.isPresent()) {
                return missing;
            }
        }
        Path folder = Files.createTempDirectory(cache(), "fetching");
        String name = product + "@" + version;
        String packed = product + "-" + version + ".tgz";
        boolean fetched =
                run(folder, "npm", "pack", "--silent", "--ignore-scripts", name)
                        && run(folder, "tar", "-xzf", packed, "package/" + file);
        Files.deleteIfExists(folder.resolve(packed));
        if (!fetched) {
            return Optional.of("skipped: npm cannot fetch " + name);
        }
        Files.move(folder.resolve("package").resolve(file), kept);
        return Optional.empty();
    }

    private static boolean run(Path folder, String... command)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(FETCH_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** A file of the pages that play by these scripts. */
    static byte[] page(String name) throws IOException {
        try (InputStream in = PlayerScript.class.getResourceAsStream("/players/" + name)) {
            if (in == null) {
                throw new IOException("no page " + name);
            }
            return in.readAllBytes();
        }
    }
}
