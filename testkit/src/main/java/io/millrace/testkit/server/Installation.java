package io.millrace.testkit.server;

import io.millrace.testkit.JavaProgram;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A built work tree.
 *
 * @param root the folder with the launcher
 */
public record Installation(Path root) {
    /** As in the launcher. */
    private static final List<String> JVM_FLAGS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /** The work tree above {@code user}'s jar, else above the working directory. */
    public static Installation find(Class<?> user) {
        URI code = URI.create(user.getProtectionDomain().getCodeSource().getLocation().toString());
        for (Path start : List.of(Path.of(code), Path.of("").toAbsolutePath())) {
            for (Path folder = start; folder != null; folder = folder.getParent()) {
                if (Files.isRegularFile(folder.resolve("millrace"))
                        && Files.isDirectory(folder.resolve("standalone"))) {
                    return new Installation(folder);
                }
            }
        }
        throw new IllegalStateException("no Millrace work tree above " + code);
    }

    /** Everything of ours and what it needs, as after {@code -cp}. */
    public String classPath() {
        return classPath("standalone");
    }

    private String classPath(String module) {
        Path target = root.resolve(module).resolve("target");
        Path jar = target.resolve(module + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("not built: " + jar + " (./millrace build)");
        }
        return jar + ":" + target.resolve("lib") + "/*";
    }

    /** A main class of ours, as the launcher would start it. */
    public JavaProgram program(String mainClass, List<String> moreJvmFlags) {
        return program("standalone", mainClass, moreJvmFlags);
    }

    /** A service with nothing of the others: {@code control}, {@code ingest} and so on. */
    public JavaProgram service(String name, List<String> moreJvmFlags) {
        return program(name + "-service", "io.millrace." + name + ".Main", moreJvmFlags);
    }

    private JavaProgram program(String module, String mainClass, List<String> moreJvmFlags) {
        List<String> flags = new ArrayList<>(JVM_FLAGS);
        flags.addAll(moreJvmFlags);
        return new JavaProgram(classPath(module), flags, mainClass);
    }
}
