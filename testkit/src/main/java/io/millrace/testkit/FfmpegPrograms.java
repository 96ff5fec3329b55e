package io.millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The ffmpeg and ffprobe programs of the {@code org.bytedeco:ffmpeg} jar, unpacked with their
 * libraries once into a folder of this user, named by the jar. Safe for several JVMs at once.
 */
final class FfmpegPrograms {
    private static final String RESOURCES = "org/bytedeco/ffmpeg/linux-x86_64-gpl/";

    private FfmpegPrograms() {}

    /** A folder for what tests make once and keep: programs and clips. */
    static Path cache() {
        Path cache =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "millrace-testkit-" + System.getProperty("user.name"));
        try {
            Files.createDirectories(cache);
            return cache;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> environment(Path folder) {
        return Map.of("LD_LIBRARY_PATH", folder.toString(), "AV_LOG_FORCE_NOCOLOR", "1");
    }

    /** Why the programs cannot run on this machine; empty if they can. */
    static Optional<String> problem() {
        String platform =
                (System.getProperty("os.name") + "-" + System.getProperty("os.arch"))
                        .toLowerCase(Locale.ROOT);
        if (!platform.equals("linux-amd64")) {
            return Optional.of("skipped: ffmpeg's jar is for linux-amd64, this is " + platform);
        }
        try {
            Path folder = unpack();
            ChildProcess version =
                    ChildProcess.start(
                            "ffmpeg",
                            List.of(folder.resolve("ffmpeg").toString(), "-version"),
                            environment(folder));
            if (version.awaitExit(Duration.ofSeconds(30)) == 0) {
                return Optional.empty();
            }
            return Optional.of("skipped: ffmpeg of the jar does not run here: " + version.output());
        } catch (IOException e) {
            return Optional.of("skipped: ffmpeg cannot be unpacked: " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of("skipped: interrupted");
        }
    }

    /** The folder with the programs. */
    static Path unpack() throws IOException {
        URL program = FfmpegPrograms.class.getClassLoader().getResource(RESOURCES + "ffmpeg");
        if (program == null) {
            throw new IOException("the ffmpeg jar is not on the classpath");
        }
        JarURLConnection connection = (JarURLConnection) program.openConnection();
        String jarName = Path.of(connection.getJarFileURL().getPath()).getFileName().toString();
        Path folder = cache().resolve(jarName.replace(".jar", ""));
        if (!Files.isDirectory(folder)) {
            Path fresh = Files.createTempDirectory(cache(), "unpacking");
            unpackInto(fresh, connection.getJarFile());
            moveIntoPlace(fresh, folder);
        }
        return folder;
    }

    private static void unpackInto(Path folder, JarFile jar) throws IOException {
        for (JarEntry entry : jar.stream().toList()) {
            String name = entry.getName();
            if (entry.isDirectory() || !name.startsWith(RESOURCES) || name.contains("libjni")) {
                continue;
            }
            Path target = folder.resolve(name.substring(RESOURCES.length()));
            try (InputStream content = jar.getInputStream(entry)) {
                Files.copy(content, target);
            }
            if (!target.toFile().setExecutable(true)) {
                throw new IOException("cannot make executable: " + target);
            }
        }
    }

    /** Whoever is first wins; all folders have the same content. */
    static void moveIntoPlace(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (DirectoryNotEmptyException | FileAlreadyExistsException _) {
            delete(fresh);
        } catch (java.nio.file.FileSystemException e) {
            delete(fresh);
            if (!Files.exists(target)) {
                throw e;
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
