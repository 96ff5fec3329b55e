package io.millrace.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A program that is on some machines and not on others; tests without it are skipped. */
public record InstalledProgram(String name) {
    /** Why it cannot run on this machine, in one line; empty if it can. */
    public Optional<String> problem() {
        return isOnPath() ? Optional.empty() : Optional.of("skipped: no " + name + " on the PATH");
    }

    /** The program with arguments; the list may be extended. */
    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        return command;
    }

    private boolean isOnPath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
